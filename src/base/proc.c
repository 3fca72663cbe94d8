/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/proc.h"
#include "base/mem.h"
#include "base/spawn.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

enum {
    SLICE_MS = 50,  /* how late `stop` may be noticed */
    GRACE_MS = 250, /* from SIGTERM to SIGKILL */
    CHUNK = 64 * 1024,
};

/* A program under way. Descriptors are -1 when closed. */
struct child {
    const struct proc *proc;
    pid_t pid;
    int status; /* of waitpid */
    bool reaped;
    int input, out[2], err[2];
    struct buf said, complained;
    int64_t end_ms; /* 0: never */
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void close_fd(int *fd)
{
    fd_close(*fd);
    *fd = -1;
}

/* Nobody may be left behind: not the program, not its children. */
static void child_done(struct child *child)
{
    if (child->pid > 0 && !child->reaped) {
        kill(-child->pid, SIGKILL);
        while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    close_fd(&child->input);
    for (int i = 0; i < 2; i++) {
        close_fd(&child->out[i]);
        close_fd(&child->err[i]);
    }
    buf_done(&child->said);
    buf_done(&child->complained);
}
CLEANUP_DONE(struct child, child_done);

/* ---- starting ----------------------------------------------------------- */

/* A file in memory, not a pipe: it needs no feeding, and no SIGPIPE comes when
 * the program does not read it. */
static int open_input(const char *text, struct err *err)
{
    int fd = text ? memfd_create("input", MFD_CLOEXEC)
                  : open("/dev/null", O_RDONLY | O_CLOEXEC);
    size_t left = text ? strlen(text) : 0;
    ssize_t n;

    if (fd < 0)
        return err_sys(err, "cannot make a standard input");
    for (; left; text += n, left -= (size_t)n) {
        n = write(fd, text, left);
        if (n < 0) {
            err_sys(err, "cannot keep the standard input");
            close(fd);
            return -1;
        }
    }
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static int open_files(struct child *child, struct err *err)
{
    child->input = open_input(child->proc->input, err);
    if (child->input < 0)
        return -1;
    if (pipe2(child->out, O_CLOEXEC) || pipe2(child->err, O_CLOEXEC))
        return err_sys(err, "cannot make a pipe");
    fcntl(child->out[0], F_SETFL, O_NONBLOCK);
    fcntl(child->err[0], F_SETFL, O_NONBLOCK);
    return 0;
}

static bool same_variable(const char *a, const char *b)
{
    size_t n = strcspn(a, "=");

    return n == strcspn(b, "=") && !strncmp(a, b, n);
}

static bool overridden(const char *const *env, const char *entry)
{
    for (; env && *env; env++)
        if (same_variable(*env, entry))
            return true;
    return false;
}

static void environment(const char *const *env, struct strv *ret)
{
    for (char **entry = environ; *entry; entry++)
        if (!overridden(env, *entry))
            strv_add(ret, *entry);
    for (; env && *env; env++)
        strv_add(ret, *env);
}

static int spawn(struct child *child)
{
    const struct proc *proc = child->proc;
    AUTO(strv_done) struct strv env = { 0 };
    struct spawn spawn = {
        .argv = proc->argv,
        .files = { child->input, child->out[1], child->err[1] },
        .group = true,
        .keep_fds = proc->keep_fds,
        .n_keep = proc->n_keep,
        .cwd = proc->cwd,
    };

    environment(proc->env, &env);
    spawn.environment = env.v;
    return spawn_start(&spawn, &child->pid);
}

static int start(struct child *child, struct err *err)
{
    const struct proc *proc = child->proc;
    int rc;

    if (open_files(child, err))
        return -1;
    rc = spawn(child);
    if (rc) {
        child->pid = 0;
        errno = rc;
        if (proc->cwd && access(proc->cwd, X_OK))
            return err_sys(err, "cannot run '%s' in '%s'", proc->argv[0],
                           proc->cwd);
        return err_sys(err, "cannot run '%s'", proc->argv[0]);
    }
    close_fd(&child->out[1]);
    close_fd(&child->err[1]);
    if (proc->timeout_s > 0)
        child->end_ms = now_ms() + (int64_t)proc->timeout_s * 1000;
    return 0;
}

/* ---- listening ---------------------------------------------------------- */

/* What is there now. At most room bytes are kept, 0: all. Returns whether
 * anything happened; *ret_full says that something was left out. */
static bool take(int *fd, struct buf *into, size_t room, bool *ret_full)
{
    char chunk[CHUNK];
    ssize_t n = *fd < 0 ? -1 : read(*fd, chunk, sizeof(chunk));
    size_t keep;

    if (*fd < 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
        return false;
    if (n <= 0) {
        close_fd(fd);
        return true;
    }
    keep = (size_t)n;
    if (room && into->n + keep > room) {
        keep = room - into->n;
        *ret_full = true;
    }
    buf_addn(into, chunk, keep);
    return true;
}

static bool listen(struct child *child, bool *ret_full)
{
    size_t limit = child->proc->limit;
    bool cut = false;
    bool out = take(&child->out[0], &child->said, limit, ret_full);
    bool err = take(&child->err[0], &child->complained, limit, &cut);

    return out || err;
}

static void sleep_until_news(struct child *child, int ms)
{
    struct pollfd fds[] = { { child->out[0], POLLIN, 0 },
                            { child->err[0], POLLIN, 0 } };

    poll(fds, COUNT(fds), ms);
}

static bool reap(struct child *child)
{
    if (!child->reaped &&
        waitpid(child->pid, &child->status, WNOHANG) == child->pid)
        child->reaped = true;
    return child->reaped;
}

/* Politely, then by force. The group also has what the program started. */
static void terminate(struct child *child)
{
    int64_t end = now_ms() + GRACE_MS;

    kill(-child->pid, SIGTERM);
    kill(-child->pid, SIGCONT);
    while (!reap(child) && now_ms() < end)
        poll(NULL, 0, 5);
    kill(-child->pid, SIGKILL);
}

static int check(struct child *child, bool full, struct err *err)
{
    const struct proc *proc = child->proc;
    const char *name = proc->argv[0];

    if (full)
        return err_fail(err, "'%s' wrote more than %s", name,
                        str_size(proc->limit).text);
    if (proc->stop && atomic_load(proc->stop))
        return err_set(err, ERR_INTERRUPTED, "'%s' was interrupted", name);
    if (child->end_ms && now_ms() >= child->end_ms)
        return err_fail(err, "'%s' did not end within %d s", name,
                        proc->timeout_s);
    return 0;
}

/* The pipes wake us for output. For the program's end there is no descriptor,
 * so the slices begin short after each event. */
static int attend(struct child *child, struct err *err)
{
    int slice = 1;
    bool full = false;

    while (!reap(child)) {
        sleep_until_news(child, slice);
        slice = listen(child, &full)   ? 1
                : 2 * slice < SLICE_MS ? 2 * slice
                                       : SLICE_MS;
        if (check(child, full, err)) {
            terminate(child);
            return -1;
        }
    }
    while (!full && listen(child, &full))
        ;
    return full ? check(child, full, err) : 0;
}

int proc_run(const struct proc *proc, struct proc_result *ret, struct err *err)
{
    AUTO(child_done)
    struct child child = {
        .proc = proc,
        .input = -1,
        .out = { -1, -1 },
        .err = { -1, -1 },
    };
    int status;

    ret->begun = false;
    if (start(&child, err))
        return -1;
    ret->begun = true;
    if (attend(&child, err))
        return -1;
    status = child.status;
    ret->status =
        WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    ret->out_n = child.said.n;
    ret->err_n = child.complained.n;
    ret->out = buf_take(&child.said);
    ret->err = buf_take(&child.complained);
    return 0;
}

void proc_result_done(struct proc_result *result)
{
    free(result->out);
    free(result->err);
    *result = (struct proc_result){ 0 };
}

bool proc_exists(const char *name)
{
    const char *path = getenv("PATH");

    while (path && *path) {
        size_t n = strcspn(path, ":");
        AUTO(free)
        char *file = mem_fmt("%.*s%s%s", (int)n, path, n ? "/" : "", name);

        if (access(file, X_OK) == 0)
            return true;
        path += n + (path[n] == ':');
    }
    return false;
}
