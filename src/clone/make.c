/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/make.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/method.h"
#include "clone/mkdir.h"

#include <pthread.h>
#include <time.h>

/* More copies at once than this do not make a device faster. */
enum { JOBS_USUAL = 4 };

struct task {
    const struct disk *disk;
    struct undo undo;
    struct err err;
    int rc;
};

struct team {
    struct clone *clone;
    struct task *tasks;
    size_t n;
    pthread_mutex_t mutex;
    pthread_cond_t ended; /* a task has */
    size_t next, done;
};

static void run_task(struct team *team, struct task *task)
{
    struct store_job job = disk_job(team->clone, task->disk);

    job.undo = &task->undo;
    if (atomic_load(&team->clone->halt))
        task->rc = store_stopped(&task->err);
    else
        task->rc = method_make(team->clone, task->disk, &job, &task->err);
    if (task->rc == 0 && team->clone->spec->verify &&
        !task->disk->engine->is_new)
        task->rc = store_verify(&job, &task->err);
    if (task->rc == 0)
        atomic_store(&job.progress->ended, true);
    /* A reader that comes in between reads some other file's size, once. */
    fd_close(atomic_exchange(&job.progress->fd, 0) - 1);
}

static struct task *next_task(struct team *team)
{
    struct task *task = NULL;

    pthread_mutex_lock(&team->mutex);
    if (team->next < team->n)
        task = &team->tasks[team->next++];
    pthread_mutex_unlock(&team->mutex);
    return task;
}

static void *work(void *data)
{
    struct team *team = data;
    struct task *task;

    while ((task = next_task(team))) {
        run_task(team, task);
        pthread_mutex_lock(&team->mutex);
        team->done++;
        if (task->rc)
            atomic_store(&team->clone->halt, true);
        pthread_cond_signal(&team->ended);
        pthread_mutex_unlock(&team->mutex);
    }
    return NULL;
}

/* Until all are done; a Ctrl-C is passed on within a twentieth of a second. */
static void watch(struct team *team)
{
    pthread_mutex_lock(&team->mutex);
    while (team->done < team->n) {
        struct timespec until;

        if (atomic_load(team->clone->spec->stop))
            atomic_store(&team->clone->halt, true);
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 50 * 1000 * 1000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&team->ended, &team->mutex, &until);
    }
    pthread_mutex_unlock(&team->mutex);
}

static size_t threads_of(const struct team *team)
{
    size_t jobs = team->clone->spec->jobs;

    jobs = jobs ? jobs : JOBS_USUAL;
    return jobs < team->n ? jobs : team->n;
}

static void run_team(struct team *team)
{
    size_t wanted = threads_of(team), n = 0;
    pthread_t *threads = mem_new(wanted, sizeof(*threads));

    pthread_mutex_init(&team->mutex, NULL);
    pthread_cond_init(&team->ended, NULL);
    while (n < wanted && !pthread_create(&threads[n], NULL, work, team))
        n++;
    if (!n)
        work(team);
    watch(team);
    while (n)
        pthread_join(threads[--n], NULL);
    pthread_cond_destroy(&team->ended);
    pthread_mutex_destroy(&team->mutex);
    free(threads);
}

/* The error that stopped the others is the one to tell; theirs only say that
 * they were stopped. */
static int collect(struct team *team, struct err *err)
{
    const struct task *failed = NULL;

    for (size_t i = 0; i < team->n; i++) {
        struct task *task = &team->tasks[i];

        undo_append(&team->clone->undo, &task->undo);
        if (task->rc && (!failed || failed->err.code == ERR_INTERRUPTED))
            failed = task;
    }
    if (!failed)
        return 0;
    *err = failed->err;
    if (err->code == ERR_INTERRUPTED)
        return -1;
    return err_wrap(err, "disk %s", failed->disk->target);
}

static void add_task(struct team *team, const struct disk *disk)
{
    if (!disk || !disk->engine)
        return;
    team->tasks[team->n++] = (struct task){
        .disk = disk,
        .undo.journal = team->clone->undo.journal,
    };
}

int disks_make(struct clone *clone, struct err *err)
{
    struct team team = { .clone = clone };
    int rc;

    if (mkdir_run(clone, err))
        return -1;
    team.tasks = mem_new(clone->n_disks + clone->n_sides, sizeof(*team.tasks));
    for (size_t i = 0; i < clone->n_disks; i++)
        add_task(&team, &clone->disks[i]);
    for (size_t i = 0; i < clone->n_sides; i++)
        add_task(&team, &clone->sides[i].disk);
    if (team.n)
        run_team(&team);
    rc = collect(&team, err);
    free(team.tasks);
    return rc;
}
