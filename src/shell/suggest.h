/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion with all that a session knows: its aliases, virsh's commands and
 * completer, and a way to ask for names. */
#ifndef SHELL_SUGGEST_H
#define SHELL_SUGGEST_H

#include "shell/complete.h"
#include "shell/session.h"

/* What could stand at the cursor. `ask` is for names of the hypervisor's. */
void suggest(struct session *session, const struct words_cursor *cursor,
             const struct complete_names *ask, struct candidates *ret);

#endif
