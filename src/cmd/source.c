/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/script.h"

struct source_args {
    char *file;
};

static const struct field fields[] = {
    { FIELD(struct source_args, file), .name = "file",
      .flags = FIELD_DATA | FIELD_REQUIRED, .complete = COMPLETE_FILE,
      .help = "file of commands" },
    FIELD_END,
};

static int run(struct session *session, void *words, struct err *err)
{
    struct source_args *args = words;

    (void)err;
    return script_run(session, args->file) ? -1 : 0;
}

const struct command cmd_source = {
    .name = "source",
    .group = "shell",
    .help = "run the commands in a file",
    .desc = "Run the commands in a file, as -f does: it ends at the first "
            "failure, at `quit` or at its end. Settings, aliases and the "
            "connection stay as it leaves them.",
    .example = "source ~/lab.twin",
    .fields = fields,
    .size = sizeof(struct source_args),
    .flags = COMMAND_HERE | COMMAND_RUNS,
    .run = run,
};
