/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/event.h"
#include "base/mem.h"
#include "virt/error.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

struct event_loop {
    pthread_t thread;
    atomic_bool stop;
};

static void *loop_run(void *data)
{
    struct event_loop *loop = data;

    while (!atomic_load(&loop->stop) && virEventRunDefaultImpl() == 0)
        ;
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

struct event_loop *event_loop_start(struct err *err)
{
    struct event_loop *loop = NULL;

    /* Later calls are ignored by libvirt: it is registered for good. */
    if (virEventRegisterDefaultImpl() < 0) {
        virt_err(err, "cannot register an event loop");
        return NULL;
    }
    loop = mem_new(1, sizeof(*loop));
    errno = thread_start(loop);
    if (!errno)
        return loop;
    err_sys(err, "cannot start a thread for libvirt's events");
    free(loop);
    return NULL;
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
    atomic_store(&loop->stop, true);
    virEventAddTimeout(0, wake, NULL, NULL);
    pthread_join(loop->thread, NULL);
    free(loop);
}
