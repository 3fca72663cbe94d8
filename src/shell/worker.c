/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/worker.h"
#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>

struct worker {
    pthread_t thread;
    int ended; /* an eventfd */
    void (*run)(void *data);
    void *data;
};

static void *begin(void *arg)
{
    struct worker *worker = arg;

    worker->run(worker->data);
    eventfd_write(worker->ended, 1);
    return NULL;
}

/* A new thread inherits the mask: no signal can reach it even at first. */
static int start_blocked(struct worker *worker)
{
    sigset_t all, old;
    int rc;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    rc = pthread_create(&worker->thread, NULL, begin, worker);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return rc;
}

struct worker *worker_start(void (*run)(void *data), void *data)
{
    struct worker *worker = mem_new(1, sizeof(*worker));
    int rc;

    worker->run = run;
    worker->data = data;
    worker->ended = eventfd(0, EFD_CLOEXEC);
    rc = worker->ended < 0 ? errno : start_blocked(worker);
    if (rc) {
        fprintf(stderr, "error: cannot start a thread: %s\n", strerror(rc));
        exit(EXIT_FAILURE);
    }
    return worker;
}

int worker_fd(const struct worker *worker)
{
    return worker->ended;
}

bool worker_wait(const struct worker *worker, int milliseconds)
{
    struct pollfd ended = { .fd = worker->ended, .events = POLLIN };

    return poll(&ended, 1, milliseconds) > 0;
}

void worker_join(struct worker *worker)
{
    if (!worker)
        return;
    pthread_join(worker->thread, NULL);
    close(worker->ended);
    free(worker);
}
