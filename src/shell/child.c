/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/child.h"
#include "base/mem.h"
#include "base/spawn.h"
#include "shell/signals.h"
#include "shell/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum {
    INSIDE_MS = 50,
    STOPPED_MS = 500, /* how late it may be noticed */
};

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

/* Whether its first line says so: "PID (NAME) STATE ...". */
static bool is_stopped(pid_t pid)
{
    AUTO(free) char *name = mem_fmt("/proc/%d/stat", (int)pid);
    AUTO(fd_close) int fd = open(name, O_RDONLY | O_CLOEXEC);
    char text[256];
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    const char *end;

    text[n < 0 ? 0 : n] = '\0';
    end = strrchr(text, ')');
    return end && !strncmp(end, ") T", 3);
}

/* The process or group that has stopped and leaves the terminal to nobody; 0:
 * none. A shell has a group of its own, and may be a child's child. */
static pid_t stopped(pid_t child)
{
    pid_t group = tcgetpgrp(STDIN_FILENO);

    if (is_stopped(child))
        return child;
    return group > 0 && group != getpgrp() && is_stopped(group) ? -group : 0;
}

/* What stopped alone, as bash does with `suspend`, stops us, as su does it: the
 * shell above has the terminal then, and goes on with both. Where none is above
 * it goes on at once. Ctrl-Z stops all, and `fg` goes on with all, but one a
 * moment before the other. */
static void stop_along(pid_t child)
{
    enum { MOMENT_MS = 50 };
    pid_t who = stopped(child);

    if (!who || poll(NULL, 0, MOMENT_MS) || stopped(child) != who)
        return;
    kill(getpid(), SIGTSTP);
    kill(who, SIGCONT);
}

/* What came just before the child was there did not reach it, even Ctrl-C. */
static void pass_on(struct session *session, pid_t pid, bool began)
{
    int signo;

    while ((signo = signals_next()))
        if (signo == SIGTERM || signo == SIGHUP ||
            (signo == SIGINT && !began)) {
            watch_signal(session, signo);
            kill(pid, signo);
        }
}

/* A handle makes the end something to poll; without one we just wait. Inside
 * of a command the signals are for the shell's own thread. */
static void attend(struct session *session, pid_t pid)
{
    AUTO(fd_close) int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    bool inside = session->inside;
    struct pollfd fds[] = {
        { .fd = fd, .events = POLLIN },
        { .fd = signals_fd(), .events = POLLIN },
    };

    if (!inside)
        pass_on(session, pid, false);
    while (fd >= 0 && !fds[0].revents) {
        poll(fds, inside ? 1 : 2, inside ? INSIDE_MS : STOPPED_MS);
        stop_along(pid);
        if (!inside)
            pass_on(session, pid, true);
        else if (atomic_load(&session->interrupted))
            kill(pid, SIGTERM);
    }
}

int child_wait(struct session *session, pid_t pid)
{
    int status = 0;

    attend(session, pid);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    /* The terminal has shown "^C" and stays on that line. */
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGINT &&
        isatty(STDERR_FILENO))
        putc('\n', stderr);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
