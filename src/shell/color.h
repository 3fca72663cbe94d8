/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours: only on a terminal that has them, never with NO_COLOR, unless
 * --color or `set color` says otherwise. */
#ifndef SHELL_COLOR_H
#define SHELL_COLOR_H

#include "shell/session.h"

#define COLOR_ERROR   "1;31"
#define COLOR_WARNING "1;33"
#define COLOR_GOOD    "32"
#define COLOR_WAITING "33"
#define COLOR_FAINT   "2"

/* Whether results (or, for error, messages) are to have colours now. */
bool color_results(const struct session *session);
bool color_errors(const struct session *session);

/* Whether this terminal can do more than print: TERM is set, and not dumb. */
bool color_terminal(void);

/* The colour of a domain's state, or NULL. */
const char *color_of_state(const char *state);

#endif
