/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/background.h"

static const struct field fields[] = {
    FIELD_END,
};

static int run(struct session *session, void *words, struct err *err)
{
    (void)words;
    (void)err;
    background_list(session->background, session->out);
    return 0;
}

const struct command cmd_jobs = {
    .name = "jobs",
    .group = "shell",
    .help = "list the commands that run in the background",
    .desc = "List the commands that were begun with a `&` at their end and "
            "still run. What they print is shown above the prompt when they "
            "have ended.",
    .example = "clone base web01 &\njobs",
    .fields = fields,
    .flags = COMMAND_HERE | COMMAND_INTERACTIVE,
    .run = run,
};
