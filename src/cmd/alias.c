/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "shell/session.h"

#include <string.h>

struct alias_args {
    char *name;
    struct strv command;
};

static const struct field fields[] = {
    { FIELD(struct alias_args, name), .name = "name",
      .flags = FIELD_DATA | FIELD_RAW,
      .complete = COMPLETE_ALIAS, .help = "the new word, or `NAME=COMMAND`" },
    { FIELD(struct alias_args, command), .name = "command",
      .flags = FIELD_DATA | FIELD_REST | FIELD_RAW | FIELD_EMPTY_OK,
      .complete = COMPLETE_CALL,
      .help = "what it stands for, after a `=` or not" },
    FIELD_END,
};

static void print(struct session *session, const struct alias *alias)
{
    AUTO(free) char *text = alias_text(alias);

    fprintf(session->out, "alias %s\n", text);
}

static int print_some(struct session *session, const char *name,
                      struct err *err)
{
    const struct alias *alias =
        name ? alias_find(&session->aliases, name) : NULL;

    if (name && !alias)
        return err_fail(err, "there is no alias '%s'", name);
    for (size_t i = 0; i < session->aliases.n; i++)
        if (!name || alias == &session->aliases.v[i])
            print(session, &session->aliases.v[i]);
    return 0;
}

/* `ll = list`, `ll=list`, `ll list`: the words, without the '='. */
static void split(struct alias_args *args, struct strv *ret)
{
    char *equals = strchr(args->name, '=');
    size_t first = 0;

    if (equals && equals != args->name) {
        *equals = '\0';
        if (equals[1])
            strv_add(ret, equals + 1);
    } else if (args->command.n && !strcmp(args->command.v[0], "=")) {
        first = 1;
    }
    for (size_t i = first; i < args->command.n; i++)
        strv_add(ret, args->command.v[i]);
}

static int run(struct session *session, void *words, struct err *err)
{
    struct alias_args *args = words;
    AUTO(strv_done) struct strv command = { 0 };

    if (!args->name ||
        (!args->command.n && !strchr(args->name, '=')))
        return print_some(session, args->name, err);
    split(args, &command);
    if (!command.n)
        return err_usage(err, "alias '%s' stands for nothing: `unalias` "
                              "removes one", args->name);
    alias_set(&session->aliases, args->name, &command);
    return 0;
}

const struct command cmd_alias = {
    .name = "alias",
    .group = "shell",
    .help = "make a word stand for a command",
    .desc = "Make a word stand for a command and its first words, for this "
            "session; print the aliases when there is no command. An alias "
            "may have the name of a command.",
    .example = "alias ll = list --all\nalias list = list --title",
    .fields = fields,
    .size = sizeof(struct alias_args),
    .flags = COMMAND_HERE,
    .run = run,
};
