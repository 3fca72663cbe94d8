/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/hook_test.h"
#include "base/mem.h"
#include "base/text.h"
#include "clone/batch.h"
#include "clone/offline.h"
#include "cmd/clone_plan.h"
#include "lua/hooks.h"
#include "shell/session.h"

#include <string.h>

static const char test_name[] = "hook-test";

/* ---- the source --------------------------------------------------------- */

/* *ret_source: the domain's name, to be freed. */
static virConnectPtr open_file(const char *path, char **ret_source,
                               struct err *err)
{
    AUTO(free) char *text = text_read(path, err);
    struct offline what = { .text = text, .shown = path };

    return text ? offline_open(&what, ret_source, err) : NULL;
}

static virConnectPtr open_source(struct session *session,
                                 const struct hook_test *test,
                                 char **ret_source, struct err *err)
{
    virConnectPtr vir;

    if (test->xml)
        return open_file(test->xml, ret_source, err);
    *ret_source = mem_dup(test->source);
    vir = session_connect(session, err);
    if (vir)
        virConnectRef(vir);
    return vir;
}

/* ---- the test ----------------------------------------------------------- */

static int plan(struct session *session, const struct clone_spec *spec,
                virConnectPtr vir, struct err *err)
{
    AUTO(strv_done) struct strv names = { 0 };
    struct batch_options options = { .spec = spec, .names = &names };
    AUTO(batch_free) struct batch *batch = NULL;
    const struct clone *clone;

    strv_add(&names, test_name);
    batch = batch_plan(&options, vir, err);
    for (size_t i = 0; i < spec->trace->n; i++)
        fprintf(session->out, "%s\n", spec->trace->v[i]);
    if (!batch)
        return -1;
    clone = batch_clone(batch, 0);
    for (size_t i = 0; i < clone->warnings.n; i++)
        session_warn(session, "%s", clone->warnings.v[i]);
    return clone_plan_show(session, clone, err);
}

static void close_connection(virConnectPtr vir)
{
    if (vir)
        virConnectClose(vir);
}
CLEANUP_FUNC(virConnectPtr, close_connection);

int hook_test_run(struct session *session, const struct hook_test *test,
                  struct err *err)
{
    static const struct strv nowhere = { 0 };
    AUTO(lua_hooks_free) struct clone_hooks *own = NULL;
    AUTO(strv_done) struct strv trace = { 0 };
    AUTO(free) char *source = NULL;
    AUTO(close_connection)
    virConnectPtr vir = open_source(session, test, &source, err);
    struct clone_spec spec = {
        .source = source,
        .hooks = session->hooks,
        .hook_sets = test->sets,
        .schema = session->schema,
        .stop = &session->interrupted,
        .dry_run = true,
        .offline = test->xml != NULL,
        .trace = &trace,
        .twice = true,
    };

    if (!vir)
        return -1;
    if (test->files->n) {
        spec.hooks = own = lua_hooks_new(test->files, false);
        lua_hooks_adjust(own, &nowhere, NULL);
    }
    return plan(session, &spec, vir, err);
}
