/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of hooks that must be set, and are not: asked for at a prompt. */
#ifndef CMD_CLONE_ASK_H
#define CMD_CLONE_ASK_H

#include "base/str.h"
#include "clone/hooks.h"

struct session;

/* Asks each question once, for all clones of the call. The answers are in no
 * history and no log. */
struct clone_ask {
    struct clone_asker base;
    struct session *session;
    struct strv known; /* pairs of a prompt and the answer */
};

void clone_ask_init(struct clone_ask *ask, struct session *session);
void clone_ask_done(struct clone_ask *ask);
CLEANUP_DONE(struct clone_ask, clone_ask_done);

#endif
