/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands from a file or from standard input. */
#ifndef SHELL_SCRIPT_H
#define SHELL_SCRIPT_H

#include "shell/session.h"

/* Run the lines of a file, one by one as they arrive, until its end, `quit`,
 * the first failure or a signal. NULL is standard input, and so is "-", whose
 * messages are named "stdin". A line that is open (words_open) goes on in the
 * next; a carriage return at its end is dropped. Errors are printed. Returns
 * the exit status. */
int script_run(struct session *session, const char *file);

/* The person's own file: $VIRT_TWIN_RC, or virt-twin/rc in $XDG_CONFIG_HOME or
 * ~/.config. A failure is told and does not end it; no file is no failure. */
void script_run_rc(struct session *session);

#endif
