/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question before something is lost. */
#ifndef SHELL_CONFIRM_H
#define SHELL_CONFIRM_H

#include "shell/session.h"

/* Ask on the terminal whether to do `what` ("undefine domain 'web'"), unless
 * `set confirm off`. Without a terminal, and for any answer but yes, it fails;
 * the caller's --yes is the way round. */
int confirm(struct session *session, const char *what, struct err *err);

#endif
