/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines typed at the prompt, kept in $XDG_STATE_HOME/virt-twin/history or
 * ~/.local/state/virt-twin/history (file 0600, directory 0700), so many as
 * $VIRT_TWIN_HISTSIZE says (1000; 0: none). Each line is appended as it is
 * entered, so that several shells at once keep all their lines.
 */
#ifndef SHELL_HISTORY_H
#define SHELL_HISTORY_H

#include "base/err.h"
#include "base/str.h"

struct history;

/* Never fails: without a file the lines are kept for this run alone, and err
 * says why. The file is read when its lines are first needed. which: "", or
 * "_lua" for those of Lua. */
struct history *history_open(const char *which, struct err *err);
void history_free(struct history *history);
CLEANUP_FUNC(struct history *, history_free);

/* The lines of earlier runs and of this one, oldest first. */
const struct strv *history_lines(struct history *history);

/* Keep a line, unless it is empty, begins with a blank, is the one before or
 * holds a password in a URI. Lines with a line break are kept for this run
 * alone. Returns whether it is to be remembered. */
bool history_add(struct history *history, const char *line);

/* Forget all lines, also those in the file. */
void history_clear(struct history *history);

/* How many lines to remember. */
size_t history_size(const struct history *history);

#endif
