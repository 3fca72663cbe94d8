/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store.h"

#include <string.h>

const struct engine *const store_engines[] = {
    &engine_reflink,
    &engine_copy,
    &engine_linked,
    &engine_convert,
    &engine_volume,
    NULL,
};

bool store_is_device(const char *path)
{
    return str_starts(path, "/dev/") && !str_starts(path, "/dev/shm/");
}

int store_stopped(struct err *err)
{
    return err_set(err, ERR_INTERRUPTED, "interrupted");
}

const struct engine *store_named(const char *name, struct err *err)
{
    for (size_t i = 0; store_engines[i]; i++)
        if (!strcmp(store_engines[i]->name, name))
            return store_engines[i];
    err_fail(err, "there is no method '%s'", name);
    return NULL;
}

static const struct engine *pick_named(const struct store_job *job,
                                       struct err *err)
{
    const struct engine *engine = store_named(job->method, err);
    struct store_why why = { "" };

    if (!engine || engine->can(job, &why))
        return engine;
    err_fail(err, "method '%s' cannot make it: %s", engine->name, why.text);
    return NULL;
}

static void add_reason(struct buf *reasons, const struct engine *engine,
                       const struct store_why *why)
{
    buf_fmt(reasons, "%s%s: %s", reasons->n ? "; " : "", engine->name,
            why->text);
}

const struct engine *store_pick(const struct store_job *job,
                                struct store_why *why, struct err *err)
{
    AUTO(buf_done) struct buf reasons = { 0 };
    const struct engine *found = NULL;

    if (strcmp(job->method, "auto"))
        return pick_named(job, err);
    for (size_t i = 0; store_engines[i] && !found; i++) {
        struct store_why not = { "" };

        if (store_engines[i]->by_name)
            continue;
        if (store_engines[i]->can(job, &not))
            found = store_engines[i];
        else
            add_reason(&reasons, store_engines[i], &not);
    }
    if (!found)
        err_fail(err, "no method can make it: %s", reasons.text);
    else if (why)
        snprintf(why->text, sizeof(why->text), "%s",
                 reasons.text ? reasons.text : "");
    return found;
}

const struct engine *store_only(const struct engine *engine,
                                const struct store_job *job, struct err *err)
{
    struct store_why why = { "" };

    if (engine->can(job, &why))
        return engine;
    err_fail(err, "cannot write '%s': %s", job->path, why.text);
    return NULL;
}
