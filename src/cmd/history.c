/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/history.h"
#include "shell/line.h"
#include "shell/session.h"

struct history_args {
    int64_t count;
    bool clear;
};

static const struct field fields[] = {
    { FIELD(struct history_args, count), .name = "count", .flags = FIELD_DATA,
      .help = "how many lines, counted from the last (all)" },
    { FIELD(struct history_args, clear), .name = "clear",
      .help = "forget all lines, also those of other runs" },
    FIELD_END,
};

static int run(struct session *session, void *words, struct err *err)
{
    struct history_args *args = words;
    const struct strv *lines = history_lines(session->history);
    size_t first = 0;

    if (args->count < 0)
        return err_usage(err, "a count cannot be %lld",
                         (long long)args->count);
    if (args->clear) {
        history_clear(session->history);
        line_forget();
        return 0;
    }
    if (args->count && (size_t)args->count < lines->n)
        first = lines->n - (size_t)args->count;
    for (size_t i = first; i < lines->n; i++)
        fprintf(session->out, "%5zu  %s\n", i + 1, lines->v[i]);
    return 0;
}

const struct command cmd_history = {
    .name = "history",
    .group = "shell",
    .help = "print what was typed",
    .desc = "Print the lines that were typed at the prompt, in this run and "
            "in earlier ones, oldest first. Lines that begin with a blank or "
            "hold a password are not kept.",
    .example = "history 20\nhistory | grep clone",
    .fields = fields,
    .size = sizeof(struct history_args),
    .flags = COMMAND_HERE | COMMAND_INTERACTIVE | COMMAND_PAGED,
    .run = run,
};
