/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The installed virsh, for all that it can do and we cannot. No shell is
 * used; it gets our connection's URI. */
#ifndef SHELL_VIRSH_H
#define SHELL_VIRSH_H

#include "shell/complete.h"
#include "shell/session.h"

/* Whether virsh is installed and has a command of that name. */
bool virsh_knows(struct session *session, const char *name);

/* Add the names of its commands that we do not have and that can be used on
 * the present connection. */
void virsh_commands(struct session *session, struct strv *ret);

/* Run one of its commands, on the terminal or where our results go. Its exit
 * status, or -1 with an error when it cannot be run: connections that live in
 * this program (test://, embed) are not virsh's. */
int virsh_run(struct session *session, const struct strv *words,
              struct err *err);

/* What virsh's own completer offers, when the words before the cursor are one
 * of its commands or follow `virsh`; else false. */
bool virsh_complete(struct session *session, const struct words_cursor *cursor,
                    struct candidates *ret);

#endif
