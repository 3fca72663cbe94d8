/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person at a prompt. */
#ifndef SHELL_INTERACTIVE_H
#define SHELL_INTERACTIVE_H

#include "shell/session.h"

/* Print the banner, then read and run lines until Ctrl-D, `quit` or a signal
 * that ends the program. Returns the exit status. */
int interactive_run(struct session *session);

#endif
