/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/session.h"

struct cd_args {
    char *dir;
};

static const struct field fields[] = {
    { FIELD(struct cd_args, dir), .name = "dir", .flags = FIELD_DATA,
      .complete = COMPLETE_DIR,
      .help = "directory to change to (default: $HOME, else /)" },
    FIELD_END,
};

static int run(struct session *session, void *data, struct err *err)
{
    struct cd_args *args = data;
    const char *home = getenv("HOME");
    const char *dir = args->dir ? args->dir : home && *home ? home : "/";

    (void)session;
    if (chdir(dir))
        return err_fail(err, "cd: %m: %s", dir);
    return 0;
}

const struct command cmd_cd = {
    .name = "cd",
    .group = "shell",
    .help = "change the current directory",
    .desc = "Change the current directory, from which relative file names "
            "are taken. It makes sense at a prompt only.",
    .example = "cd /var/lib/libvirt/images",
    .fields = fields,
    .size = sizeof(struct cd_args),
    .flags = COMMAND_HERE | COMMAND_INTERACTIVE,
    .run = run,
};
