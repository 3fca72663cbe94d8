/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What could stand at the cursor, from the commands' rows; readline's half of
 * completion is in line.c. */
#ifndef SHELL_COMPLETE_H
#define SHELL_COMPLETE_H

#include "shell/command.h"
#include "shell/names.h"
#include "shell/words.h"

/* Adds the names that are asked for; none when they cannot be had. */
struct complete_names {
    void (*add)(void *data, const struct names_query *query, struct strv *ret);
    void *data;
};

struct candidates {
    struct strv words;   /* whole words without quotes, sorted, that begin
                          * with the cursor's prefix */
    enum complete files; /* COMPLETE_FILE or _DIR: files are wanted instead */
    size_t kept; /* bytes of the prefix that are not the file's: "--file=" */
    bool open;   /* the word may go on, as "vda,": no blank after it */
};

/* After `COMMAND `: its data, or its options where it takes none; `--` gives
 * options, each once; `--option ` and `--option=` give its values. Words that
 * look like options are offered after `--` only. `time list ` is completed as
 * `list ` is. */
void complete_at(const struct command *const *table,
                 const struct words_cursor *cursor,
                 const struct complete_names *names, struct candidates *ret);

/* What the command can still take after the cursor: " <domain> [--option]";
 * NULL when there is nothing to say. To be freed. */
char *complete_hint(const struct command *const *table,
                    const struct words_cursor *cursor);
void candidates_done(struct candidates *candidates);
CLEANUP_DONE(struct candidates, candidates_done);

#endif
