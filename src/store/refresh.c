/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/refresh.h"
#include "virt/error.h"

static int refresh(virConnectPtr vir, const char *name, struct err *err)
{
    AUTO(pool_free) virStoragePoolPtr pool =
        virStoragePoolLookupByName(vir, name);

    if (!pool || virStoragePoolRefresh(pool, 0))
        return virt_err(err, "cannot refresh pool '%s'", name);
    return 0;
}

int refresh_pool(const struct store_job *job, struct err *err)
{
    return refresh(job->vir, job->pool, err);
}

/* step: subject the pool, data the connection. */
static int undo(struct undo_step *step, struct err *err)
{
    return refresh(step->data, step->subject, err);
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

int refresh_when_undone(const struct store_job *job, struct err *err)
{
    struct undo_step *step =
        undo_push(job->undo, &undo_refresh, job->pool, job->vir);

    virConnectRef(job->vir);
    undo_what(step, "refresh pool '%s'", job->pool);
    return undo_ready(job->undo, err);
}
