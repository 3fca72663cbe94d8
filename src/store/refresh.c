/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/refresh.h"
#include "virt/error.h"

#include <unistd.h>

enum { PAUSE_MS = 50, MAKE_MS = 10 * 60 * 1000, UNDO_MS = 10 * 1000 };

struct patience {
    const atomic_bool *stop; /* may be NULL */
    int ms;
};

/* libvirt refuses while it makes a volume in the pool, for us or for others,
 * and says so with a code that means little. */
static bool try_again(struct patience *patience)
{
    if (virt_last_code() != VIR_ERR_INTERNAL_ERROR || patience->ms <= 0 ||
        (patience->stop && atomic_load(patience->stop)))
        return false;
    patience->ms -= PAUSE_MS;
    usleep(PAUSE_MS * 1000);
    return true;
}

static int refresh(virConnectPtr vir, const char *name,
                   struct patience patience, struct err *err)
{
    AUTO(pool_free) virStoragePoolPtr pool =
        virStoragePoolLookupByName(vir, name);

    while (pool && virStoragePoolRefresh(pool, 0))
        if (!try_again(&patience))
            return virt_err(err, "cannot refresh pool '%s'", name);
    return pool ? 0 : virt_err(err, "cannot find pool '%s'", name);
}

int refresh_pool(virConnectPtr vir, const char *pool, const atomic_bool *stop,
                 struct err *err)
{
    return refresh(vir, pool, (struct patience){ stop, MAKE_MS }, err);
}

/* step: subject the pool, data the connection. */
static int undo(struct undo_step *step, struct err *err)
{
    struct patience patience = { NULL, UNDO_MS };

    return refresh(step->data, step->subject, patience, err);
}

static void close_connection(void *data)
{
    virConnectClose(data);
}

static int revive(struct undo_step *step, void *context, struct err *err)
{
    (void)err;
    virConnectRef(context);
    step->data = context;
    return 0;
}

const struct undo_kind undo_refresh = {
    .name = "refresh",
    .undo = undo,
    .free = close_connection,
    .revive = revive,
    .recorded = true,
};

int refresh_when_undone(virConnectPtr vir, const char *pool,
                        struct undo *stack, struct err *err)
{
    struct undo_step *step = undo_push(stack, &undo_refresh, pool, vir);

    virConnectRef(vir);
    undo_what(step, "refresh pool '%s'", pool);
    return undo_ready(stack, err);
}
