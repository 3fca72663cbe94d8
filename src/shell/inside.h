/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that a command runs. They run in its thread, so that the shell's
 * own goes on listening to Ctrl-C for the outer one. */
#ifndef SHELL_INSIDE_H
#define SHELL_INSIDE_H

#include "shell/session.h"

enum { INSIDE_MOST = 8 }; /* commands within commands */

/* Run a line, or when that is NULL these words. Errors are not printed but
 * added to `errors`. Nobody is asked and nothing is paged. Returns the exit
 * status. */
struct inside {
    const char *line;
    const struct strv *words;
};
int session_run_inside(struct session *session, const struct inside *what,
                       struct strv *errors);

#endif
