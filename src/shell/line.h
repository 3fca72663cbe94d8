/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One edited line from the terminal: line*.c are all there is of readline in
 * the program, and so have state of their own.
 *
 * While a line is read the terminal is readline's; before line_read returns it
 * is cooked again, so that commands, editors and pagers find it in order.
 */
#ifndef SHELL_LINE_H
#define SHELL_LINE_H

#include "shell/complete.h"

struct line_setup {
    /* Fill ret for the cursor's word. */
    void (*complete)(void *data, const struct words_cursor *cursor,
                     struct candidates *ret);
    /* What to show in grey after the cursor, at the line's end; to be freed;
     * or NULL. */
    char *(*hint)(void *data, const struct words_cursor *cursor);
    /* signals_wake was called: a text to show above the line, which is freed,
     * or NULL. */
    char *(*woken)(void *data); /* may be NULL */
    /* Lines of another language: these end words, and ret gets what could
     * stand for the word before the cursor. NULL: the shell's own. */
    const char *breaks;
    void (*complete_word)(void *data, const char *word, struct candidates *ret);
    /* The lines of earlier runs, oldest first; asked for once, when the first
     * prompt is there. */
    const struct strv *(*history)(void *data);
    size_t history_size;
    void *data;
};

enum line_result {
    LINE_TEXT,
    LINE_INTERRUPTED, /* Ctrl-C: what was typed is dropped */
    LINE_END,         /* Ctrl-D, or the terminal is gone */
    LINE_SIGNAL,      /* SIGTERM or SIGHUP */
};

/* Once, before the first line_read. `setup` must live as long as line_read is
 * called. */
void line_open(const struct line_setup *setup);

/* Read a line, without its end, into *ret_text (to be freed; it may hold line
 * breaks when it was pasted); or, for LINE_SIGNAL, the signal's number into
 * *ret_signal. */
enum line_result line_read(const char *prompt, char **ret_text,
                           int *ret_signal);

/* Remember a line for the arrow keys and Ctrl-R. */
void line_remember(const char *text);

/* Forget all of them. */
void line_forget(void);

/* Ring the terminal's bell. */
void line_bell(void);

void line_close(void);

/* Lines of another kind for a while, with a history of their own; also when
 * none was read before. */
struct line_before {
    const struct line_setup *setup;
    void *history;
};
void line_enter(struct line_before *before, const struct line_setup *setup);
void line_leave(struct line_before *before);

#endif
