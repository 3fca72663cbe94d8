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

/* Hooks on the command: before it does anything. Of op the name is set, and
 * what it is about; the domain's own name may be left out. */
int domain_hooks_begin(struct session *session, struct lua_op *op,
                       struct err *err);
/* And once it is done (0), or has failed (-1), as rc says: then what they did
 * is undone. Returns rc. */
int domain_hooks_end(struct session *session, struct lua_op *op, int rc,
                     struct err *err);

#endif
