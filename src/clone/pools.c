/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/pools.h"
#include "clone/clone.h"
#include "store/refresh.h"

static void add_pool(struct strv *pools, const struct disk *disk)
{
    if (disk && disk->engine && disk->engine != &engine_volume &&
        disk->pool && !strv_has(pools, disk->pool))
        strv_add(pools, disk->pool);
}

static void pools_of(const struct clone *clone, struct strv *ret)
{
    for (size_t i = 0; i < clone->n_disks; i++)
        add_pool(ret, &clone->disks[i]);
    for (size_t i = 0; i < clone->n_sides; i++)
        add_pool(ret, &clone->sides[i].disk);
}

/* A disk of type 'volume' is found through its pool when the domain starts,
 * and a hook may look for the new volumes. */
static bool at_once(const struct clone *clone)
{
    if (clone->spec->start || clone->scripted)
        return true;
    for (size_t i = 0; i < clone->n_disks; i++)
        if (clone->disks[i].image.pool)
            return true;
    return false;
}

int pools_before(struct clone *clone, struct err *err)
{
    AUTO(strv_done) struct strv pools = { 0 };

    if (at_once(clone))
        pools_of(clone, &pools);
    for (size_t i = 0; i < pools.n; i++)
        if (refresh_when_undone(clone->vir, pools.v[i], &clone->undo, err))
            return -1;
    return 0;
}

static void put_off(struct pools *pools, const char *name)
{
    pthread_mutex_lock(&pools->mutex);
    if (!strv_has(&pools->stale, name))
        strv_add(&pools->stale, name);
    pthread_mutex_unlock(&pools->mutex);
}

int pools_after(struct clone *clone, struct err *err)
{
    AUTO(strv_done) struct strv pools = { 0 };

    pools_of(clone, &pools);
    for (size_t i = 0; i < pools.n; i++) {
        if (!at_once(clone))
            put_off(&clone->spec->shared->pools, pools.v[i]);
        else if (refresh_pool(clone->vir, pools.v[i],
                              clone->spec->stop, err))
            return -1;
    }
    return 0;
}

void pools_flush(struct pools *pools, virConnectPtr vir)
{
    struct err ignored;

    for (size_t i = 0; i < pools->stale.n; i++)
        refresh_pool(vir, pools->stale.v[i], NULL, &ignored);
    strv_done(&pools->stale);
}
