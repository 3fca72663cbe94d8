/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/batch.h"
#include "base/mem.h"
#include "clone/finish.h"
#include "clone/space.h"
#include "store/templates.h"

#include <pthread.h>
#include <time.h>

enum { JOBS_USUAL = 2, COPIES = 8 };

struct batch {
    struct clone_shared shared;
    struct clone_spec *specs;
    struct batch_result *results;
    size_t n;
    unsigned jobs;
    bool fail_fast;

    pthread_mutex_t mutex;
    pthread_cond_t changed;
    pthread_t conductor;
    bool started;     /* it was */
    size_t next;      /* to be begun in this pass */
    size_t *ended;    /* in the order in which they did */
    size_t n_ended, n_told;
    atomic_bool failed;
};

/* ---- planning ----------------------------------------------------------- */

/* So that all clones together copy a few disks at a time, whatever --jobs. */
static unsigned disks_at_once(unsigned clones)
{
    return clones < COPIES ? COPIES / clones : 1;
}

static int plan_one(struct batch *batch, size_t i,
                    const struct batch_options *options, virConnectPtr vir,
                    struct err *err)
{
    struct clone_spec *spec = &batch->specs[i];

    *spec = *options->spec;
    spec->name = options->names->v[i];
    spec->names = options->names;
    spec->index = i;
    spec->jobs = disks_at_once(batch->jobs);
    spec->shared = &batch->shared;
    batch->results[i].clone = clone_plan(spec, vir, err);
    if (batch->results[i].clone)
        return 0;
    if (err->code == ERR_DENIED)
        return -1;
    if (!*spec->name)
        return err_wrap(err, "cannot clone '%s'", spec->source);
    return err_wrap(err, "cannot clone '%s' as '%s'", spec->source,
                    spec->name);
}

static struct batch *new_batch(const struct batch_options *options)
{
    struct batch *batch = mem_new(1, sizeof(*batch));

    batch->n = options->names->n;
    batch->specs = mem_new(batch->n, sizeof(*batch->specs));
    batch->results = mem_new(batch->n, sizeof(*batch->results));
    batch->ended = mem_new(batch->n, sizeof(*batch->ended));
    batch->jobs = options->jobs ? options->jobs : JOBS_USUAL;
    batch->fail_fast = options->fail_fast;
    batch->shared.templates = templates_new();
    pthread_mutex_init(&batch->shared.pools.mutex, NULL);
    pthread_mutex_init(&batch->shared.dirs.mutex, NULL);
    pthread_mutex_init(&batch->mutex, NULL);
    pthread_cond_init(&batch->changed, NULL);
    return batch;
}

struct batch *batch_plan(const struct batch_options *options,
                         virConnectPtr vir, struct err *err)
{
    AUTO(batch_free) struct batch *batch = new_batch(options);

    batch->shared.inventory = inventory_read(vir, err);
    if (!batch->shared.inventory)
        return NULL;
    for (size_t i = 0; i < batch->n; i++)
        if (plan_one(batch, i, options, vir, err))
            return NULL;
    return TAKE(batch);
}

size_t batch_count(const struct batch *batch)
{
    return batch->n;
}

const struct clone *batch_base(const struct batch *batch)
{
    return batch->shared.sealed.base;
}

const struct clone *batch_clone(const struct batch *batch, size_t i)
{
    return batch->results[i].clone;
}

/* ---- running ------------------------------------------------------------ */

/* What the clones have in common goes once all have ended: what nobody stands
 * on, then what is empty. Where one could not be undone it waits for it. */
static void end_common(struct batch *batch, struct batch_result *last)
{
    AUTO(strv_done) struct strv left = { 0 };
    bool wait = false;

    for (size_t i = 0; i < batch->n; i++)
        wait = wait || batch->results[i].err.code == ERR_LEFTOVER;
    sealed_end(&batch->shared.sealed, wait, &left);
    mkdir_end(&batch->shared.dirs, wait, &left);
    if (left.n && last->rc)
        undo_tell(&left, &last->err);
    for (size_t i = 0; last->rc == 0 && i < left.n; i++)
        clone_warn(last->clone, "%s", left.v[i]);
}

/* Before the last result is told, pools are, and what was made in vain goes. */
static void end_one(struct batch *batch, size_t i)
{
    pthread_mutex_lock(&batch->mutex);
    if (batch->n_ended + 1 == batch->n) {
        end_common(batch, &batch->results[i]);
        pools_flush(&batch->shared.pools, batch->results[i].clone->vir);
    }
    batch->ended[batch->n_ended++] = i;
    if (batch->results[i].rc)
        atomic_store(&batch->failed, true);
    pthread_cond_broadcast(&batch->changed);
    pthread_mutex_unlock(&batch->mutex);
}

static bool take_one(struct batch *batch, size_t *ret)
{
    bool some;

    pthread_mutex_lock(&batch->mutex);
    some = batch->next < batch->n;
    if (some)
        *ret = batch->next++;
    pthread_mutex_unlock(&batch->mutex);
    return some;
}

static int may_begin(struct batch *batch, struct err *err)
{
    if (batch->fail_fast && atomic_load(&batch->failed))
        return err_fail(err, "not begun: another one failed");
    if (atomic_load(batch->specs[0].stop))
        return store_stopped(err);
    return 0;
}

static void run_one(struct batch *batch, size_t i)
{
    struct batch_result *result = &batch->results[i];

    result->rc = may_begin(batch, &result->err);
    result->begun = result->rc == 0;
    if (result->begun)
        result->rc = clone_run(result->clone, &result->err);
    end_one(batch, i);
}

/* ---- the same, in passes ------------------------------------------------- */

static void end_begun(struct batch *batch, size_t i)
{
    struct batch_result *result = &batch->results[i];

    if (result->begun)
        clone_end(result->clone, result->rc, &result->err);
    end_one(batch, i);
}

static void make_one(struct batch *batch, size_t i)
{
    struct batch_result *result = &batch->results[i];

    result->rc = may_begin(batch, &result->err);
    result->begun = result->rc == 0;
    if (result->begun)
        result->rc = clone_make(result->clone, &result->err);
    if (result->rc)
        end_begun(batch, i);
}

static void define_one(struct batch *batch, size_t i)
{
    struct batch_result *result = &batch->results[i];

    if (result->rc)
        return;
    result->rc = clone_define(result->clone, &result->err);
    end_begun(batch, i);
}

/* An appliance takes as long to start as all that it does: one for all. */
static void change_all(struct batch *batch)
{
    struct guest_job *jobs = mem_new(batch->n, sizeof(*jobs));
    size_t *whose = mem_new(batch->n, sizeof(*whose));
    size_t n = 0;

    for (size_t i = 0; i < batch->n; i++) {
        struct batch_result *result = &batch->results[i];

        if (result->rc)
            continue;
        whose[n] = i;
        jobs[n++] = (struct guest_job){ result->clone, &result->rc,
                                        &result->err };
    }
    guest_change_all(jobs, n);
    for (size_t i = 0; i < n; i++)
        if (*jobs[i].rc)
            end_begun(batch, whose[i]);
    free(jobs);
    free(whose);
}

/* Without their base none is begun: one says why. */
static void end_all(struct batch *batch, const struct err *err)
{
    for (size_t i = 0; i < batch->n; i++) {
        struct batch_result *result = &batch->results[i];

        result->rc = -1;
        if (i == 0 || err->code == ERR_INTERRUPTED)
            result->err = *err;
        else
            err_fail(&result->err, "not begun: there is no base for it");
    }
    for (size_t i = 0; i < batch->n; i++)
        end_one(batch, i);
}

/* ---- threads ------------------------------------------------------------- */

struct pass {
    struct batch *batch;
    void (*one)(struct batch *batch, size_t i);
};

static void *work(void *data)
{
    const struct pass *pass = data;
    size_t i;

    while (take_one(pass->batch, &i))
        pass->one(pass->batch, i);
    return NULL;
}

/* All of them, some at the same time. */
static void run_pass(struct batch *batch,
                     void (*one)(struct batch *batch, size_t i))
{
    size_t wanted = batch->jobs < batch->n ? batch->jobs : batch->n, n = 0;
    pthread_t *threads = mem_new(wanted, sizeof(*threads));
    struct pass pass = { batch, one };

    batch->next = 0;
    while (n < wanted && !pthread_create(&threads[n], NULL, work, &pass))
        n++;
    if (!n)
        work(&pass);
    while (n)
        pthread_join(threads[--n], NULL);
    free(threads);
}

static bool in_passes(const struct batch *batch)
{
    for (size_t i = 0; i < batch->n; i++)
        if (batch->n > 1 && guest_edits(batch->results[i].clone))
            return true;
    return false;
}

static void *conduct(void *data)
{
    struct batch *batch = data;
    struct sealed *sealed = &batch->shared.sealed;
    struct err err = ERR_INIT;

    if (sealed->base && sealed_make(sealed, &err)) {
        end_all(batch, &err);
        return NULL;
    }
    if (!in_passes(batch)) {
        run_pass(batch, run_one);
        return NULL;
    }
    run_pass(batch, make_one);
    change_all(batch);
    run_pass(batch, define_one);
    return NULL;
}

void batch_start(struct batch *batch)
{
    batch->started =
        !pthread_create(&batch->conductor, NULL, conduct, batch);
    if (!batch->started)
        conduct(batch);
}

static struct timespec in_ms(int ms)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_nsec += ms * 1000000L;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

struct batch_result *batch_wait(struct batch *batch, int ms)
{
    struct timespec until = in_ms(ms);
    struct batch_result *result = NULL;
    int rc = 0;

    pthread_mutex_lock(&batch->mutex);
    while (rc == 0 && batch->n_told == batch->n_ended &&
           batch->n_told < batch->n)
        rc = pthread_cond_timedwait(&batch->changed, &batch->mutex, &until);
    if (batch->n_told < batch->n_ended)
        result = &batch->results[batch->ended[batch->n_told++]];
    pthread_mutex_unlock(&batch->mutex);
    return result;
}

bool batch_is_done(const struct batch *batch)
{
    return batch->n_told == batch->n;
}

static void add_disk(const struct disk *disk, uint64_t *done, uint64_t *total)
{
    if (!disk->engine)
        return;
    *total += disk->bytes;
    *done += disk_done_bytes(disk);
}

static void add_progress(const struct clone *clone, uint64_t *done,
                         uint64_t *total)
{
    for (size_t i = 0; i < clone->n_disks; i++)
        add_disk(&clone->disks[i], done, total);
    for (size_t i = 0; i < clone->n_sides; i++)
        add_disk(&clone->sides[i].disk, done, total);
}

void batch_progress(struct batch *batch, uint64_t *ret_done,
                    uint64_t *ret_total)
{
    *ret_done = *ret_total = 0;
    if (batch->shared.sealed.base)
        add_progress(batch->shared.sealed.base, ret_done, ret_total);
    for (size_t i = 0; i < batch->n; i++)
        add_progress(batch->results[i].clone, ret_done, ret_total);
}

void batch_free(struct batch *batch)
{
    if (!batch)
        return;
    if (batch->started)
        pthread_join(batch->conductor, NULL);
    for (size_t i = 0; i < batch->n; i++)
        clone_free(batch->results[i].clone);
    sealed_done(&batch->shared.sealed);
    inventory_free(batch->shared.inventory);
    space_done(&batch->shared.space);
    guest_look_done(&batch->shared.look);
    templates_free(batch->shared.templates);
    strv_done(&batch->shared.pools.stale);
    pthread_mutex_destroy(&batch->shared.pools.mutex);
    pthread_mutex_destroy(&batch->shared.dirs.mutex);
    pthread_cond_destroy(&batch->changed);
    pthread_mutex_destroy(&batch->mutex);
    free(batch->specs);
    free(batch->results);
    free(batch->ended);
    free(batch);
}
