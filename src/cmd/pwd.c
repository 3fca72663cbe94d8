/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/session.h"

static const struct field fields[] = {
    FIELD_END,
};

static int run(struct session *session, void *args, struct err *err)
{
    AUTO(free) char *dir = getcwd(NULL, 0);

    (void)args;
    if (!dir)
        return err_sys(err, "pwd: cannot get current directory");
    fprintf(session->out, "%s\n", dir);
    return 0;
}

const struct command cmd_pwd = {
    .name = "pwd",
    .group = "shell",
    .help = "print the current directory",
    .desc = "Print the current directory, from which relative file names are "
            "taken.",
    .fields = fields,
    .flags = COMMAND_HERE,
    .run = run,
};
