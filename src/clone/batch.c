/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/batch.h"
#include "base/mem.h"
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
    pthread_t *threads;
    size_t n_threads;
    size_t next;      /* to be begun */
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

const struct clone *batch_clone(const struct batch *batch, size_t i)
{
    return batch->results[i].clone;
}

/* ---- running ------------------------------------------------------------ */

/* Before the last result is told, pools are. */
static void end_one(struct batch *batch, size_t i)
{
    pthread_mutex_lock(&batch->mutex);
    if (batch->n_ended + 1 == batch->n)
        pools_flush(&batch->shared.pools, batch->results[i].clone->vir);
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

static void run_one(struct batch *batch, struct batch_result *result)
{
    const atomic_bool *stop = batch->specs[0].stop;

    if (batch->fail_fast && atomic_load(&batch->failed)) {
        result->rc = err_fail(&result->err, "not begun: another one failed");
        return;
    }
    if (atomic_load(stop)) {
        result->rc = store_stopped(&result->err);
        return;
    }
    result->begun = true;
    result->rc = clone_run(result->clone, &result->err);
}

static void *work(void *data)
{
    struct batch *batch = data;
    size_t i;

    while (take_one(batch, &i)) {
        run_one(batch, &batch->results[i]);
        end_one(batch, i);
    }
    return NULL;
}

void batch_start(struct batch *batch)
{
    size_t wanted = batch->jobs < batch->n ? batch->jobs : batch->n;

    batch->threads = mem_new(wanted, sizeof(*batch->threads));
    while (batch->n_threads < wanted &&
           !pthread_create(&batch->threads[batch->n_threads], NULL, work,
                           batch))
        batch->n_threads++;
    if (!batch->n_threads)
        work(batch);
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

static void add_progress(const struct disk *disk, uint64_t *done,
                         uint64_t *total)
{
    if (!disk || !disk->engine)
        return;
    *total += disk->bytes;
    *done += disk_done_bytes(disk);
}

void batch_progress(struct batch *batch, uint64_t *ret_done,
                    uint64_t *ret_total)
{
    *ret_done = *ret_total = 0;
    for (size_t i = 0; i < batch->n; i++) {
        const struct clone *clone = batch->results[i].clone;

        for (size_t j = 0; j < clone->n_disks; j++)
            add_progress(&clone->disks[j], ret_done, ret_total);
        for (size_t j = 0; j < clone->n_sides; j++)
            add_progress(&clone->sides[j].disk, ret_done, ret_total);
    }
}

void batch_free(struct batch *batch)
{
    if (!batch)
        return;
    for (size_t i = 0; i < batch->n_threads; i++)
        pthread_join(batch->threads[i], NULL);
    for (size_t i = 0; i < batch->n; i++)
        clone_free(batch->results[i].clone);
    inventory_free(batch->shared.inventory);
    space_done(&batch->shared.space);
    guest_look_done(&batch->shared.look);
    templates_free(batch->shared.templates);
    strv_done(&batch->shared.pools.stale);
    pthread_mutex_destroy(&batch->shared.pools.mutex);
    pthread_cond_destroy(&batch->changed);
    pthread_mutex_destroy(&batch->mutex);
    free(batch->threads);
    free(batch->specs);
    free(batch->results);
    free(batch->ended);
    free(batch);
}
