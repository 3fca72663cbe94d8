/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/watch.h"
#include "shell/signals.h"
#include "shell/worker.h"

#include <poll.h>
#include <time.h>

enum {
    GRACE_MS = 300,      /* for a reading command to end by itself */
    IMPATIENT_MS = 2000, /* three Ctrl-C within this end the program */
    IMPATIENT_N = 3,
};

struct watch {
    struct session *session;
    const struct watch_work *work;
    struct err *err;
    int rc;
    int64_t at[IMPATIENT_N]; /* when the last signals came, newest first */
    size_t signals;
    int64_t abort_at;               /* 0: not yet decided */
    bool late;                      /* --timeout is over */
    bool others[SIGNALS_WOKEN + 1]; /* that came, for who looks next */
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void begin(void *data)
{
    struct watch *watch = data;

    watch->rc = watch->work->run(watch->session, watch->work->data, watch->err);
}

void watch_signal(struct session *session, int signo)
{
    if (signo != SIGINT && signo != SIGTERM && signo != SIGHUP)
        return;
    atomic_store(&session->interrupted, true);
    if (signo == SIGINT)
        return;
    session->ended_by = signo;
    session->quit = true;
}

/* The terminal is as the command left it, which is how it found it. */
static void end_if_impatient(struct watch *watch, int signo)
{
    if (watch->signals < IMPATIENT_N)
        return;
    if (watch->at[0] - watch->at[IMPATIENT_N - 1] <= IMPATIENT_MS)
        signals_end(signo);
}

static void say_undoing(void)
{
    static const char text[] = "interrupted: undoing; Ctrl-C again gives up "
                               "waiting for the daemon\n";

    if (isatty(STDERR_FILENO))
        fputs(text, stderr);
}

/* The terminal has just shown "^C" and stays on that line. */
static void end_line(int signo)
{
    if (signo == SIGINT && isatty(STDERR_FILENO))
        putc('\n', stderr);
}

static void on_signal(struct watch *watch, int signo)
{
    bool changes = watch->work->flags & COMMAND_CHANGES;

    if (signo != SIGINT && signo != SIGTERM && signo != SIGHUP) {
        watch->others[signo] = true;
        return;
    }
    watch_signal(watch->session, signo);
    end_line(signo);
    for (size_t i = IMPATIENT_N - 1; i > 0; i--)
        watch->at[i] = watch->at[i - 1];
    watch->at[0] = now_ms();
    watch->signals++;
    end_if_impatient(watch, signo);
    if (watch->signals > 1)
        watch->abort_at = watch->at[0];
    else if (changes)
        say_undoing();
    else
        watch->abort_at = watch->at[0] + GRACE_MS;
}

/* Milliseconds until the connection is to be cut, for poll. */
static int time_left(const struct watch *watch)
{
    int64_t left = watch->abort_at - now_ms();

    if (!watch->abort_at)
        return -1;
    return left > 0 ? (int)left : 0;
}

/* Again and again, since the work may open the connection anew. */
static void abort_if_due(struct watch *watch)
{
    if (!watch->abort_at || now_ms() < watch->abort_at)
        return;
    watch->late |= !watch->signals;
    conn_abort(watch->session->conn);
    watch->abort_at = now_ms() + GRACE_MS;
}

static void serve(struct watch *watch, const struct worker *worker)
{
    struct pollfd fds[] = {
        { .fd = worker_fd(worker), .events = POLLIN },
        { .fd = signals_fd(), .events = POLLIN },
    };
    int signo;

    while (!(fds[0].revents & POLLIN)) {
        poll(fds, 2, time_left(watch));
        while ((signo = signals_next()))
            on_signal(watch, signo);
        abort_if_due(watch);
    }
}

static void put_back(const struct watch *watch)
{
    for (int signo = 1; signo <= SIGNALS_WOKEN; signo++)
        if (watch->others[signo])
            signals_again(signo);
}

/* What changes something is given the time that it takes. */
static int64_t deadline(const struct session *session, unsigned flags)
{
    if (!session->timeout || (flags & COMMAND_CHANGES))
        return 0;
    return now_ms() + (int64_t)session->timeout * 1000;
}

static void name_interrupt(struct session *session, struct err *err)
{
    if (atomic_load(&session->interrupted) && err->code == ERR_FAILED)
        err_set(err, ERR_INTERRUPTED, "interrupted");
}

int watch_run(struct session *session, const struct watch_work *work,
              struct err *err)
{
    struct watch watch = { .session = session, .work = work, .err = err };
    struct worker *worker;

    if (session->inside) {
        begin(&watch);
        if (watch.rc)
            name_interrupt(session, err);
        return watch.rc;
    }
    watch.abort_at = deadline(session, work->flags);
    worker = worker_start(begin, &watch);
    serve(&watch, worker);
    worker_join(worker);
    put_back(&watch);
    if (watch.rc && watch.late)
        err_fail(err, "no answer within %d s", session->timeout);
    else if (watch.rc)
        name_interrupt(session, err);
    return watch.rc;
}
