/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands about one domain have in common. */
#ifndef CMD_DOMAIN_H
#define CMD_DOMAIN_H

#include "lua/op.h"
#include "shell/session.h"
#include "virt/error.h"

/* Connect when needed, and find the domain. The caller frees it. */
virDomainPtr session_domain(struct session *session, const char *word,
                            struct err *err);

/* Hooks on the command: before it does anything, and once it is done. */
int domain_hooks_begin(struct session *session, const struct lua_op *op,
                       struct err *err);
void domain_hooks_end(struct session *session, const struct lua_op *op);

#endif
