/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/session.h"

struct unalias_args {
    struct strv names;
};

static const struct field fields[] = {
    { FIELD(struct unalias_args, names), .name = "name",
      .flags = FIELD_DATA | FIELD_REQUIRED | FIELD_REST,
      .complete = COMPLETE_ALIAS, .help = "the alias to forget" },
    FIELD_END,
};

static int run(struct session *session, void *words, struct err *err)
{
    struct unalias_args *args = words;

    for (size_t i = 0; i < args->names.n; i++)
        if (!alias_remove(&session->aliases, args->names.v[i]))
            return err_fail(err, "there is no alias '%s'", args->names.v[i]);
    return 0;
}

const struct command cmd_unalias = {
    .name = "unalias",
    .group = "shell",
    .help = "forget an alias",
    .desc = "Forget what `alias` has made.",
    .example = "unalias ll",
    .fields = fields,
    .size = sizeof(struct unalias_args),
    .flags = COMMAND_HERE,
    .run = run,
};
