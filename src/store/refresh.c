/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/refresh.h"
#include "virt/error.h"

int refresh_pool(virConnectPtr vir, const char *name, struct err *err)
{
    AUTO(pool_free) virStoragePoolPtr pool =
        virStoragePoolLookupByName(vir, name);

    if (!pool || virStoragePoolRefresh(pool, 0))
        return virt_err(err, "cannot refresh pool '%s'", name);
    return 0;
}

/* step: subject the pool, data the connection. */
static int undo(struct undo_step *step, struct err *err)
{
    return refresh_pool(step->data, step->subject, err);
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
                        struct undo *undo, struct err *err)
{
    struct undo_step *step = undo_push(undo, &undo_refresh, pool, vir);

    virConnectRef(vir);
    undo_what(step, "refresh pool '%s'", pool);
    return undo_ready(undo, err);
}
