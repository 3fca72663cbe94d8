/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/session.h"

#include <time.h>

struct time_args {
    struct strv command;
};

static const struct field fields[] = {
    { FIELD(struct time_args, command), .name = "command",
      .flags = FIELD_DATA | FIELD_REQUIRED | FIELD_REST | FIELD_RAW |
               FIELD_EMPTY_OK,
      .complete = COMPLETE_CALL, .help = "command to run, with its words" },
    FIELD_END,
};

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int run(struct session *session, void *words, struct err *err)
{
    struct time_args *args = words;
    double began = now_s();
    int status = session_run_words(session, &args->command);

    (void)err;
    fflush(session->out);
    fprintf(stderr, "real %.3f s\n", now_s() - began);
    return status ? -1 : 0;
}

const struct command cmd_time = {
    .name = "time",
    .group = "shell",
    .help = "run a command and say how long it took",
    .desc = "Run a command, then print how long it took on standard error. "
            "`set timing on` does so for all.",
    .example = "time clone base web01",
    .fields = fields,
    .size = sizeof(struct time_args),
    .flags = COMMAND_HERE | COMMAND_RUNS,
    .run = run,
};
