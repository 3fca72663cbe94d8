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

/* Wait for a key or a signal. Whether there is a key; there is also one when
 * the terminal is gone. */
bool keys_wait(void);

/* Whether there is a key within so many milliseconds; not when a signal comes
 * that ends the line (SIGINT, SIGTERM, SIGHUP). */
bool keys_within(int milliseconds);

/* The next key's byte. -1: the terminal is gone, or a signal that ends the
 * line has come first; before that, the bytes that end a paste. */
int keys_next(void);

/* The next signal that came while keys were waited for, or 0. */
int keys_signal(void);

/* Whether keys_next has returned -1 for a signal that was not asked for yet. */
bool keys_cut(void);

/* The line is done: who looks at signals next finds what came since. */
void keys_end(void);

#endif
