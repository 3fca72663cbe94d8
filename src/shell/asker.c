/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/asker.h"
#include "base/mem.h"
#include "shell/worker.h"

enum { PATIENCE_MS = 1000, LAST_PATIENCE_MS = 100 };

struct asker {
    struct conn *conn;
    struct worker *worker; /* one that has not answered yet, or NULL */
    /* The worker's, until it has ended. */
    virConnectPtr vir; /* a reference of its own */
    struct names_query query;
    char *of; /* query.of */
    struct strv names;
};

struct asker *asker_new(struct conn *conn)
{
    struct asker *asker = mem_new(1, sizeof(*asker));

    asker->conn = conn;
    return asker;
}

static void ask(void *data)
{
    struct asker *asker = data;

    names_list(asker->vir, &asker->query, &asker->names);
    virConnectClose(TAKE(asker->vir));
}

/* Whether the worker has ended; then its answer is in asker->names. */
static bool answered(struct asker *asker, int milliseconds)
{
    if (asker->worker && !worker_wait(asker->worker, milliseconds))
        return false;
    worker_join(TAKE(asker->worker));
    return true;
}

static void move_names(struct asker *asker, struct strv *ret)
{
    for (size_t i = 0; i < asker->names.n; i++)
        strv_add(ret, asker->names.v[i]);
    strv_done(&asker->names);
}

bool asker_names(struct asker *asker, const struct names_query *query,
                 struct strv *ret)
{
    virConnectPtr vir = conn_if_open(asker->conn);

    if (!answered(asker, 0))
        return false;
    strv_done(&asker->names);
    if (!vir)
        return true;
    virConnectRef(vir);
    asker->vir = vir;
    mem_set(&asker->of, mem_dup(query->of));
    asker->query = (struct names_query){ .what = query->what, .of = asker->of };
    asker->worker = worker_start(ask, asker);
    if (!answered(asker, PATIENCE_MS))
        return false;
    move_names(asker, ret);
    return true;
}

void asker_free(struct asker *asker)
{
    if (!asker)
        return;
    while (!answered(asker, LAST_PATIENCE_MS))
        conn_abort(asker->conn);
    strv_done(&asker->names);
    free(asker->of);
    free(asker);
}
