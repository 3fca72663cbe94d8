/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Telling storage pools about files that were made in their directories. That
 * takes a pool with many volumes a while, so it is done once for all clones of
 * a call; only who needs a volume at once does it at once.
 */
#ifndef CLONE_POOLS_H
#define CLONE_POOLS_H

#include "base/err.h"
#include "base/str.h"

#include <libvirt/libvirt.h>
#include <pthread.h>

struct clone;

/* Pools that have files they do not know of. */
struct pools {
    pthread_mutex_t mutex;
    struct strv stale;
};

/* Before the disks are made, and after. */
int pools_before(struct clone *clone, struct err *err);
int pools_after(struct clone *clone, struct err *err);

/* Tell all that were put off. A pool that cannot be told now is told when it
 * is next refreshed: no failure of the clones. */
void pools_flush(struct pools *pools, virConnectPtr vir);

#endif
