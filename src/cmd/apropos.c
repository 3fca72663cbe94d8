/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "shell/extend.h"
#include "shell/help.h"

#include <string.h>

struct apropos_args {
    char *word;
};

static const struct field fields[] = {
    { FIELD(struct apropos_args, word), .name = "word",
      .flags = FIELD_DATA | FIELD_REQUIRED, .help = "part of a word" },
    FIELD_END,
};

static bool holds(const char *text, const char *word)
{
    return text && strcasestr(text, word);
}

static bool speaks_of(const struct command *command, const char *word)
{
    if (holds(command->name, word) || holds(command->aliases, word) ||
        holds(command->help, word) || holds(command->desc, word))
        return true;
    for (const struct field *row = command->fields; row->name; row++)
        if (!(row->flags & FIELD_HIDDEN) &&
            (holds(row->name, word) || holds(row->help, word)))
            return true;
    return false;
}

static int run(struct session *session, void *words, struct err *err)
{
    struct apropos_args *args = words;
    size_t found = 0;

    session_extend_list(session);
    for (size_t i = 0; session->commands[i]; i++) {
        const struct command *command = session->commands[i];

        if ((command->flags & COMMAND_HIDDEN) ||
            !speaks_of(command, args->word))
            continue;
        help_line(command, session->out);
        found++;
    }
    return found ? 0 : err_fail(err, "nothing is about '%s'", args->word);
}

const struct command cmd_apropos = {
    .name = "apropos",
    .group = "shell",
    .help = "find the commands that are about something",
    .desc = "Print the commands whose name, help or options hold a word.",
    .example = "apropos nvram",
    .fields = fields,
    .size = sizeof(struct apropos_args),
    .flags = COMMAND_HERE | COMMAND_PAGED,
    .run = run,
};
