/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/child.h"
#include "base/spawn.h"
#include "shell/signals.h"
#include "shell/watch.h"

#include <errno.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { INSIDE_MS = 50 };

int child_start(const char *const *argv, int in, int out, pid_t *ret,
                struct err *err)
{
    const struct spawn spawn = { .argv = argv, .files = { in, out, -1 } };

    errno = spawn_start(&spawn, ret);
    return errno ? err_sys(err, "cannot run '%s'", argv[0]) : 0;
}

int child_shell(const char *line, int in, pid_t *ret, struct err *err)
{
    const char *const argv[] = { "/bin/sh", "-c", line, NULL };

    return child_start(argv, in, -1, ret, err);
}

/* What came just before the child was there did not reach it. */
static void pass_on(struct session *session, pid_t pid)
{
    int signo;

    while ((signo = signals_next()))
        if (signo == SIGINT || signo == SIGTERM || signo == SIGHUP) {
            watch_signal(session, signo);
            kill(pid, signo);
        }
}

/* A handle makes the end something to poll; without one we just wait. Inside
 * of a command the signals are for the shell's own thread. */
static void attend(struct session *session, pid_t pid)
{
    AUTO(fd_close) int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    struct pollfd fds[] = {
        { .fd = fd, .events = POLLIN },
        { .fd = signals_fd(), .events = POLLIN },
    };
    int signo;

    while (session->inside && fd >= 0 && !fds[0].revents) {
        poll(fds, 1, INSIDE_MS);
        if (atomic_load(&session->interrupted))
            kill(pid, SIGTERM);
    }
    while (fd >= 0 && !fds[0].revents) {
        poll(fds, 2, -1);
        while ((signo = signals_next())) {
            if (signo != SIGTERM && signo != SIGHUP)
                continue;
            watch_signal(session, signo);
            kill(pid, signo);
        }
    }
}

int child_wait(struct session *session, pid_t pid)
{
    int status = 0;

    if (!session->inside)
        pass_on(session, pid);
    attend(session, pid);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    /* The terminal has shown "^C" and stays on that line. */
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGINT &&
        isatty(STDERR_FILENO))
        putc('\n', stderr);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
