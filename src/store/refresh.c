/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/refresh.h"
#include "virt/error.h"
#include "virt/keep.h"

#include <unistd.h>

enum { PAUSE_MS = 50, MAKE_MS = 10 * 60 * 1000, UNDO_MS = 10 * 1000 };

/* libvirt refuses while it makes a volume in the pool, for us or for others,
 * and says so with a code that means little. */
static bool is_busy(void)
{
    return virt_last_code() == VIR_ERR_INTERNAL_ERROR;
}

int refresh_pool(virConnectPtr vir, const char *name, const atomic_bool *stop,
                 struct err *err)
{
    AUTO(pool_free) virStoragePoolPtr pool =
        virStoragePoolLookupByName(vir, name);
    int left = stop ? MAKE_MS : UNDO_MS;

    while (pool && virStoragePoolRefresh(pool, 0)) {
        if (!is_busy() || left <= 0 || (stop && atomic_load(stop)))
            return virt_err(err, "cannot refresh pool '%s'", name);
        left -= PAUSE_MS;
        usleep(PAUSE_MS * 1000);
    }
    return pool ? 0 : virt_err(err, "cannot find pool '%s'", name);
}

/* step: subject the pool, data the connection. */
static int undo(struct undo_step *step, struct err *err)
{
    return refresh_pool(step->data, step->subject, NULL, err);
}

const struct undo_kind undo_refresh = {
    .name = "refresh",
    .undo = undo,
    .free = keep_close,
    .revive = keep_revive,
    .recorded = true,
};

int refresh_when_undone(virConnectPtr vir, const char *pool,
                        struct undo *undo, struct err *err)
{
    struct undo_step *step = undo_push(undo, &undo_refresh, pool, vir);

    virConnectRef(vir);
    undo_what(step, "refresh pool '%s'", pool);
    return undo_ready(undo, err);
}
