/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/virsh.h"

struct virsh_args {
    struct strv command;
};

static const struct field fields[] = {
    { FIELD(struct virsh_args, command), .name = "command",
      .flags = FIELD_DATA | FIELD_REQUIRED | FIELD_REST | FIELD_RAW |
               FIELD_EMPTY_OK,
      .help = "command of virsh, with its words" },
    FIELD_END,
};

static int run(struct session *session, void *words, struct err *err)
{
    struct virsh_args *args = words;
    int status = virsh_run(session, &args->command, err);

    if (status > 0)
        session->status = status;
    return status ? -1 : 0;
}

const struct command cmd_virsh = {
    .name = "virsh",
    .group = "shell",
    .help = "run a command of virsh",
    .desc = "Run a command of the installed virsh on the present connection, "
            "with the terminal, so that `edit` and `console` work. A command "
            "that is not one of ours goes to virsh by itself; this word is for "
            "those that both have. Connections that exist in this program "
            "alone (test://, embed) cannot be given to it.",
    .example = "virsh list --all\ndomblklist web01\nedit web01",
    .fields = fields,
    .size = sizeof(struct virsh_args),
    .flags = COMMAND_HERE | COMMAND_RUNS,
    .run = run,
};
