/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys and signals of the terminal, for the line editor: while it waits for
 * another key within a key (the rest of a paste, of an escape sequence, an
 * answer to its own question), Ctrl-C must be heard, and no key that came
 * after Ctrl-C may count as one before it.
 */
#ifndef SHELL_KEYS_H
#define SHELL_KEYS_H

#include <stdbool.h>

/* Once, when standard input is a terminal; and when it is needed no more. */
void keys_open(void);
void keys_close(void);

/* Wait for a key or a signal. The key's byte, -1 when the terminal is gone, or
 * KEYS_SIGNAL: signals first, for the key may have come after them. */
#define KEYS_SIGNAL (-2)
int keys_next(void);

/* Whether the last byte may be of the mark that ends a paste. */
bool keys_in_paste_end(void);

/* Whether there is a key within so many milliseconds; not when a signal comes
 * that ends the line (SIGINT, SIGTERM, SIGHUP). */
bool keys_within(int milliseconds);

/* Whether this signal came while keys were waited for; it is forgotten. */
bool keys_take(int signo);

/* Whether one came that ends the line; and which, which is forgotten. */
bool keys_ended(void);
int keys_end_signal(void);

/* For a key that is read within a key when the line has ended: the bytes that
 * end a paste or else a search, then always -1. */
int keys_cut(void);

/* Whether keys_cut was called since keys_end_signal. */
bool keys_are_cut(void);

/* The line is done: who looks at signals next finds what came since. */
void keys_end(void);

#endif
