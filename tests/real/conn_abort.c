/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conn_abort PID: a session daemon with that process id stops answering, and
 * what waits for it is given up. Run by conn_abort.t.
 */
#include "../unit/tap.h"
#include "virt/conn.h"
#include "virt/error.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { SETTLE_MS = 300, SOON_MS = 1000 };

struct job {
    struct conn *conn;
    int (*call)(struct job *job); /* 0 when it went well */
    int rc;
    struct err err;
    atomic_bool ended;
};

static int64_t now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void *job_run(void *data)
{
    struct job *job = data;

    job->rc = job->call(job);
    atomic_store(&job->ended, true);
    return NULL;
}

static int call_open(struct job *job)
{
    return conn_get(job->conn, &job->err) ? 0 : -1;
}

static int call_count(struct job *job)
{
    virConnectPtr vir = conn_get(job->conn, &job->err);

    return vir && virConnectNumOfDomains(vir) >= 0 ? 0 : -1;
}

/* The daemon sleeps; the call hangs, is aborted, and returns soon. */
static void given_up(struct job *job, pid_t daemon, const char *what)
{
    pthread_t thread;
    int64_t start = 0;

    printf("# %s\n", what);
    kill(daemon, SIGSTOP);
    pthread_create(&thread, NULL, job_run, job);
    usleep(SETTLE_MS * 1000);
    ok(!atomic_load(&job->ended), "it waits for a daemon that sleeps");
    start = now_ms();
    conn_abort(job->conn);
    pthread_join(thread, NULL);
    ok(now_ms() - start < SOON_MS, "it returns within a second after that");
    is_int(job->rc, -1, "it fails");
    kill(daemon, SIGCONT);
}

static void opened_again(struct conn *conn, enum conn_event event)
{
    struct err err = ERR_INIT;

    is_int(conn_event(conn, NULL), CONN_QUIET, "the abort is no news");
    ok(conn_get(conn, &err) != NULL, "it can be opened afterwards");
    is_str(err.text, "", "without an error");
    is_int(conn_event(conn, NULL), event, "the event says how it was opened");
    ok(virConnectNumOfDomains(conn_get(conn, &err)) >= 0, "and it works");
}

static void open_hangs(pid_t daemon)
{
    struct conn_options options = { .uri = "qemu:///session" };
    AUTO(conn_free) struct conn *conn = conn_new(&options);
    struct job job = { .conn = conn, .call = call_open };

    given_up(&job, daemon, "opening a connection");
    is_int(job.err.code, ERR_INTERRUPTED, "as interrupted");
    opened_again(conn, CONN_QUIET);
}

static void call_hangs(pid_t daemon)
{
    struct conn_options options = { .uri = "qemu:///session" };
    AUTO(conn_free) struct conn *conn = conn_new(&options);
    struct job job = { .conn = conn, .call = call_count };

    conn_get(conn, &job.err);
    given_up(&job, daemon, "a call");
    opened_again(conn, CONN_RECONNECTED);
}

static void close_hangs(pid_t daemon)
{
    struct conn_options options = { .uri = "qemu:///session" };
    struct conn *conn = conn_new(&options);
    struct err err = ERR_INIT;
    int64_t start = now_ms();

    ok(conn_get(conn, &err) != NULL, "a connection opens");
    ok(conn_is_local(conn_get(conn, &err)), "its disks are our files");
    kill(daemon, SIGSTOP);
    conn_free(conn);
    ok(now_ms() - start < 2 * SOON_MS,
       "it closes in time although the daemon sleeps");
    kill(daemon, SIGCONT);
}

static void keepalive_ends(pid_t daemon)
{
    struct conn_options options = {
        .uri = "qemu:///session",
        .keepalive_interval = 1,
        .keepalive_count = 1,
    };
    AUTO(conn_free) struct conn *conn = conn_new(&options);
    struct job job = { .conn = conn, .call = call_count };
    AUTO(free) char *text = NULL;

    conn_get(conn, &job.err);
    kill(daemon, SIGSTOP);
    job_run(&job);
    is_int(job.rc, -1, "keepalive ends a call that is not answered");
    for (int i = 0; i < 20 && conn_event(conn, &text) != CONN_LOST; i++)
        usleep(50 * 1000);
    is_str(text, "disconnected from qemu:///session: keepalive timeout",
           "and says why the connection is lost");
    is_int(conn_event(conn, NULL), CONN_QUIET, "but only once");
    kill(daemon, SIGCONT);
}

int main(int argc, char **argv)
{
    pid_t daemon = argc > 1 ? (pid_t)atol(argv[1]) : 0;

    if (daemon <= 0)
        return skip_all("it is run by conn_abort.t");
    signal(SIGPIPE, SIG_IGN);
    virt_errors_quiet();
    open_hangs(daemon);
    call_hangs(daemon);
    close_hangs(daemon);
    keepalive_ends(daemon);
    return done_testing();
}
