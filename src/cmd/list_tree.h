/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `list --tree`: clones under their source. */
#ifndef CMD_LIST_TREE_H
#define CMD_LIST_TREE_H

#include "base/err.h"

struct domains;
struct session;

/* Sorted by name. A clone whose source is not among the domains is a root. */
int list_tree_print(struct session *session, const struct domains *domains,
                    struct err *err);

#endif
