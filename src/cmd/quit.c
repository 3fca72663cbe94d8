/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/session.h"

static const struct field fields[] = {
    FIELD_END,
};

static int run(struct session *session, void *args, struct err *err)
{
    (void)args;
    (void)err;
    session->quit = true;
    return 0;
}

const struct command cmd_quit = {
    .name = "quit",
    .aliases = "exit",
    .group = "shell",
    .help = "leave the program",
    .desc = "Leave the program, or end a script at this line. Ctrl-D on an "
            "empty line does the same.",
    .fields = fields,
    .flags = COMMAND_HERE,
    .run = run,
};
