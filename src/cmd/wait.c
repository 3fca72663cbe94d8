/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/background.h"

struct wait_args {
    int64_t number;
};

static const struct field fields[] = {
    { FIELD(struct wait_args, number), .name = "number", .flags = FIELD_DATA,
      .help = "of one job, as `jobs` shows it (all)" },
    FIELD_END,
};

static int run(struct session *session, void *words, struct err *err)
{
    struct wait_args *args = words;

    if (args->number < 0)
        return err_usage(err, "there is no job %lld", (long long)args->number);
    return background_wait(session, (size_t)args->number, false, err);
}

const struct command cmd_wait = {
    .name = "wait",
    .group = "shell",
    .help = "wait for commands in the background",
    .desc = "Wait until the commands in the background, or one of them, have "
            "ended. Ctrl-C ends the waiting, not the commands.",
    .example = "clone base web01 &\nwait",
    .fields = fields,
    .size = sizeof(struct wait_args),
    .flags = COMMAND_HERE | COMMAND_INTERACTIVE,
    .run = run,
};
