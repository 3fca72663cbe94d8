/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one place that knows readline, for line*.c alone: the edited line
 * (line.c), what Tab makes of it and what stands in grey after it.
 */
#ifndef SHELL_LINE_PRIV_H
#define SHELL_LINE_PRIV_H

#include "shell/line.h"

#include <stdio.h>

#include <readline/history.h>
#include <readline/readline.h>

/* ---- line_complete.c ---- */

/* Once, before rl_initialize. */
void line_complete_open(void);

/* Lines of this kind from now on. */
void line_complete_as(const struct line_setup *setup);

void line_complete_close(void);

/* ---- line_hint.c ---- */

/* Once, after rl_initialize: sooner, readline would take the terminal for a
 * dumb one. */
void line_hint_open(void);

/* Hints for the line after this prompt, which must live until the next call;
 * NULL: none now. */
void line_hint_as(const struct line_setup *setup, const char *prompt);

/* Before anything is shown; the cursor is still where the hint begins. */
void line_hint_clear(void);

#endif
