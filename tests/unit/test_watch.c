/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ctrl-C while a command runs: each test sends the signals to itself. */
#include "shell/signals.h"
#include "shell/watch.h"
#include "tap.h"

#include <sys/wait.h>
#include <time.h>

static void nap(int milliseconds)
{
    struct timespec time = { milliseconds / 1000,
                             milliseconds % 1000 * 1000000L };

    nanosleep(&time, NULL);
}

/* As a command would: send the signal, then work until told to stop. */
struct task {
    int signo;
    int sends;
    enum err_code fails; /* ERR_NONE: it succeeds in spite of all */
    bool deaf;           /* does not look at session->interrupted */
};

static int task_run(struct session *session, void *data, struct err *err)
{
    struct task *task = data;

    for (int i = 0; i < task->sends; i++) {
        kill(getpid(), task->signo);
        nap(50);
    }
    for (int i = 0; i < 100 && task->sends; i++) {
        if (!task->deaf && atomic_load(&session->interrupted))
            break;
        nap(20);
    }
    return task->fails ? err_set(err, task->fails, "own text") : 0;
}

/* Run the task in a session of its own; the caller looks at both. */
static int run(struct session *session, struct task task, unsigned flags,
               struct err *err)
{
    struct watch_work work = { task_run, &task, flags };
    struct conn_options options = { .uri = "test:///default" };
    int rc;

    session->out = stdout;
    session->conn = conn_new(&options);
    rc = watch_run(session, &work, err);
    conn_free(session->conn);
    return rc;
}

static void test_quiet(void)
{
    struct session session = { .interactive = true };
    struct err err = ERR_INIT;
    struct task good = { .fails = ERR_NONE }, bad = { .fails = ERR_FAILED };

    is_int(run(&session, good, 0, &err), 0, "work that succeeds");
    is_int(run(&session, bad, 0, &err), -1, "work that fails");
    is_str(err.text, "own text", "has its own error");
    is_int(err.code, ERR_FAILED, "and its own code");
    ok(!atomic_load(&session.interrupted), "nothing was interrupted");
}

static void test_interrupt(void)
{
    struct session session = { .interactive = true };
    struct err err = ERR_INIT;
    struct task task = { SIGINT, 1, ERR_FAILED, false };

    is_int(run(&session, task, 0, &err), -1, "Ctrl-C is seen by the work");
    is_str(err.text, "interrupted", "what failed of it was interrupted");
    is_int(err.code, ERR_INTERRUPTED, "and has that code");
    ok(!session.quit, "the program goes on");
    is_int(session.ended_by, 0, "no signal ends it");
}

static void test_keeps_error(void)
{
    struct session session = { .interactive = true };
    struct err err = ERR_INIT;
    struct task left = { SIGINT, 1, ERR_LEFTOVER, false };
    struct task good = { SIGINT, 1, ERR_NONE, false };

    run(&session, left, COMMAND_CHANGES, &err);
    is_int(err.code, ERR_LEFTOVER, "what could not be undone stays said");
    is_str(err.text, "own text", "in its own words");
    err = (struct err)ERR_INIT;
    is_int(run(&session, good, COMMAND_CHANGES, &err), 0,
           "who succeeds in spite of Ctrl-C has succeeded");
}

static void test_terminate(void)
{
    struct session session = { .interactive = true };
    struct err err = ERR_INIT;
    struct task task = { SIGTERM, 1, ERR_FAILED, false };

    run(&session, task, COMMAND_CHANGES, &err);
    is_int(err.code, ERR_INTERRUPTED, "SIGTERM interrupts, too");
    ok(session.quit, "and the program ends");
    is_int(session.ended_by, SIGTERM, "by that signal");
}

/* The third one within two seconds ends the program at once. */
static int status_of(struct task task)
{
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        struct session session = { .interactive = true };
        struct err err = ERR_INIT;

        signals_open();
        run(&session, task, COMMAND_CHANGES, &err);
        _exit(0);
    }
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int main(void)
{
    struct task thrice = { SIGINT, 3, ERR_NONE, true };
    struct task twice = { SIGINT, 2, ERR_NONE, false };

    setvbuf(stdout, NULL, _IONBF, 0);
    is_int(status_of(thrice), 130, "three Ctrl-C end the program");
    is_int(status_of(twice), 0, "two do not");
    signals_open();
    test_quiet();
    test_interrupt();
    test_keeps_error();
    test_terminate();
    return done_testing();
}
