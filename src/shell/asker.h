/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names for the TAB key: asked in a thread, from a connection that is open
 * anyway, and given up after a second. An answer that comes later is thrown
 * away, and nothing new is asked before it has come.
 */
#ifndef SHELL_ASKER_H
#define SHELL_ASKER_H

#include "shell/names.h"
#include "virt/conn.h"

struct asker;

struct asker *asker_new(struct conn *conn);

/* Waits for a late answer, and cuts the connection to have it soon. */
void asker_free(struct asker *asker);
CLEANUP_FUNC(struct asker *, asker_free);

/* Add the names that are asked for. False when they did not come in time. */
bool asker_names(struct asker *asker, const struct names_query *query,
                 struct strv *ret);

#endif
