/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/session.h"
#include "shell/observe.h"
#include "shell/table.h"

struct set_args {
    char *name, *value;
};

static const struct field fields[] = {
    { FIELD(struct set_args, name), .name = "name", .flags = FIELD_DATA,
      .complete = COMPLETE_SETTING, .help = "name of a setting" },
    { FIELD(struct set_args, value), .name = "value", .flags = FIELD_DATA,
      .complete = COMPLETE_VALUE, .help = "what it is to be" },
    FIELD_END,
};

static void print_all(struct session *session)
{
    AUTO(table_done) struct table table = { 0 };

    table_add(&table, "Setting", "Value", "Meaning", NULL);
    for (const struct field *row = settings_fields; row->name; row++)
        table_add(&table, row->name,
                  settings_get(&session->settings, row->name), row->help, NULL);
    table_print(&table, session->out, !session->quiet);
}

static int change(struct session *session, const struct set_args *args,
                  struct err *err)
{
    if (settings_set(&session->settings, args->name, args->value, err))
        return -1;
    observe_listen(session);
    return 0;
}

static int run(struct session *session, void *words, struct err *err)
{
    struct set_args *args = words;
    const char *value;

    if (!args->name) {
        print_all(session);
        return 0;
    }
    if (args->value)
        return change(session, args, err);
    value = settings_get(&session->settings, args->name);
    if (!value)
        return settings_set(&session->settings, args->name, "", err);
    fprintf(session->out, "%s\n", value);
    return 0;
}

const struct command cmd_set = {
    .name = "set",
    .group = "shell",
    .help = "show or change how the shell behaves",
    .desc = "Without words, print all settings; with a name, print its value; "
            "with both, change it for this session. The file "
            "~/.config/virt-twin/rc is the place for what is always wanted.",
    .example = "set timing on\nset color never",
    .fields = fields,
    .size = sizeof(struct set_args),
    .flags = 0,
    .run = run,
};
