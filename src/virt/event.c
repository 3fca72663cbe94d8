/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/event.h"
#include "virt/error.h"
#include "virt/loop.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

struct event_loop {
    pthread_t thread;
    atomic_bool stop;
};

/* libvirt has one loop a process: a second thread that ran it would take the
 * turns, and the last words, of the first. So all share one thread. */
static struct {
    pthread_mutex_t mutex;
    struct event_loop loop;
    unsigned users;
} shared = { .mutex = PTHREAD_MUTEX_INITIALIZER };

static void *loop_run(void *data)
{
    struct event_loop *loop = data;

    while (!atomic_load(&loop->stop) && loop_turn() == 0)
        ;
    loop_end();
    return NULL;
}

static int thread_start(struct event_loop *loop)
{
    sigset_t all, before;
    int rc;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    rc = pthread_create(&loop->thread, NULL, loop_run, loop);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}

/* With the mutex held. */
static int begin(struct err *err)
{
    if (loop_register(err))
        return -1;
    atomic_store(&shared.loop.stop, false);
    errno = thread_start(&shared.loop);
    return errno ? err_sys(err, "cannot start a thread for libvirt's events")
                 : 0;
}

struct event_loop *event_loop_start(struct err *err)
{
    int rc = 0;

    pthread_mutex_lock(&shared.mutex);
    if (!shared.users)
        rc = begin(err);
    shared.users += rc == 0;
    pthread_mutex_unlock(&shared.mutex);
    return rc ? NULL : &shared.loop;
}

static void pass(int timer, void *data)
{
    virEventRemoveTimeout(timer);
    sem_post(data);
}

/* A callback that had begun before has ended then. */
static void wait_for_turn(void)
{
    sem_t passed;

    sem_init(&passed, 0, 0);
    if (virEventAddTimeout(0, pass, &passed, NULL) >= 0)
        while (sem_wait(&passed))
            ;
    sem_destroy(&passed);
}

static void wake(int timer, void *data)
{
    (void)data;
    virEventRemoveTimeout(timer);
}

void event_loop_stop(struct event_loop *loop)
{
    if (!loop)
        return;
    pthread_mutex_lock(&shared.mutex);
    if (--shared.users) {
        wait_for_turn();
    } else {
        atomic_store(&loop->stop, true);
        virEventAddTimeout(0, wake, NULL, NULL);
        pthread_join(loop->thread, NULL);
    }
    pthread_mutex_unlock(&shared.mutex);
}
