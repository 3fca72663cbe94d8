/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens at the prompt, told to the person and to scripts. */
#ifndef SHELL_OBSERVE_H
#define SHELL_OBSERVE_H

#include "shell/session.h"

struct observer {
    struct session *session;
    unsigned connection; /* conn_opened of the one that was told; 0: none */
};

/* The prompt begins, and ends. What scripts say of it is a notice. */
void observe_begin(struct observer *observer);
void observe_end(struct observer *observer);

/* What happened since this was last asked, a text each. */
void observe_news(struct observer *observer, struct strv *ret);

/* What to show before a line, to be freed. */
char *observe_prompt(struct observer *observer);

/* Listen to domains as long as somebody wants to know. Not while another
 * thread uses the connection. */
void observe_listen(struct session *session);

#endif
