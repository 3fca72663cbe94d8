/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/background.h"
#include "base/mem.h"
#include "base/spawn.h"
#include "shell/signals.h"
#include "shell/watch.h"
#include "shell/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>

struct task {
    size_t number; /* from 1; 0: this place is free */
    char *line;
    pid_t pid;
    int output;        /* a file in memory */
    int status;        /* of waitpid, once it has ended */
    atomic_bool ended; /* set before the prompt is woken, so that who is woken
                          sees it */
    struct worker *worker;
};

struct background {
    struct task **v; /* workers point to them */
    size_t n;
};

struct background *background_new(void)
{
    return mem_new(1, sizeof(struct background));
}

static void task_free(struct task *task)
{
    worker_join(task->worker);
    fd_close(task->output);
    free(task->line);
    free(task);
}

void background_free(struct background *background)
{
    if (!background)
        return;
    for (size_t i = 0; i < background->n; i++)
        task_free(background->v[i]);
    free(background->v);
    free(background);
}

/* ---- starting ----------------------------------------------------------- */

static void wait_for_end(void *data)
{
    struct task *task = data;

    while (waitpid(task->pid, &task->status, 0) < 0 && errno == EINTR)
        ;
    atomic_store(&task->ended, true);
    signals_wake(NULL);
}

/* A script of that line, in memory: everybody can read the arguments of a
 * process, and the line may have a secret. */
static int script_of(const char *line)
{
    int fd = memfd_create("line", MFD_CLOEXEC);

    if (fd >= 0 && dprintf(fd, "%s\n", line) >= 0 && !lseek(fd, 0, SEEK_SET))
        return fd;
    fd_close(fd);
    return -1;
}

static int spawn(struct task *task, const struct strv *argv)
{
    AUTO(fd_close) int script = script_of(task->line);
    const struct spawn spawn = {
        .program = "/proc/self/exe",
        .argv = (const char *const *)argv->v,
        .files = { script, task->output, task->output },
        .group = true,
    };

    return script < 0 ? errno : spawn_start(&spawn, &task->pid);
}

/* As we were started, but with the present connection. */
static void arguments(const struct session *session, struct strv *ret)
{
    const char *uri = conn_uri(session->conn);

    strv_add(ret, "virt-twin");
    for (size_t i = 0; i < session->options.n; i++)
        strv_add(ret, session->options.v[i]);
    strv_add(ret, "-q");
    if (uri)
        strv_fmt(ret, "--connect=%s", uri);
    if (conn_is_readonly(session->conn))
        strv_add(ret, "--readonly");
}

static size_t next_number(const struct background *background)
{
    size_t most = 0;

    for (size_t i = 0; i < background->n; i++)
        if (background->v[i]->number > most)
            most = background->v[i]->number;
    return most + 1;
}

int background_start(struct session *session, const char *line, struct err *err)
{
    struct background *background = session->background;
    AUTO(strv_done) struct strv argv = { 0 };
    struct task *task;

    if (!background)
        return err_usage(err, "'&' makes sense at a prompt only");
    task = mem_new(1, sizeof(*task));
    arguments(session, &argv);
    task->line = mem_dup(line);
    task->output = memfd_create("output", MFD_CLOEXEC);
    errno = task->output < 0 ? errno : spawn(task, &argv);
    if (errno) {
        err_sys(err, "cannot run '%s' in the background", line);
        task_free(task);
        return -1;
    }
    task->number = next_number(background);
    task->worker = worker_start(wait_for_end, task);
    background->v =
        mem_more(background->v, background->n, sizeof(*background->v));
    background->v[background->n++] = task;
    session_note(session, "[%zu] %s", task->number, line);
    return 0;
}

/* ---- ending ------------------------------------------------------------- */

static void add_output(struct buf *news, int fd)
{
    AUTO(buf_done) struct buf text = { 0 };
    char chunk[4096];
    ssize_t n;

    lseek(fd, 0, SEEK_SET);
    while ((n = read(fd, chunk, sizeof(chunk))) > 0)
        buf_addn(&text, chunk, (size_t)n);
    while (text.n && text.text[text.n - 1] == '\n')
        text.n--;
    if (text.n) {
        buf_add(news, "\n");
        buf_addn(news, text.text, text.n);
    }
}

static void add_news(struct buf *news, const struct task *task)
{
    int status = task->status;

    buf_fmt(news, "%s[%zu] ", news->n ? "\n" : "", task->number);
    if (WIFSIGNALED(status))
        buf_fmt(news, "ended by signal %d", WTERMSIG(status));
    else if (WEXITSTATUS(status))
        buf_fmt(news, "failed (%d)", WEXITSTATUS(status));
    else
        buf_add(news, "done");
    buf_fmt(news, ": %s", task->line);
    add_output(news, task->output);
}

char *background_news(struct background *background)
{
    AUTO(buf_done) struct buf news = { 0 };
    size_t kept = 0;

    for (size_t i = 0; i < background->n; i++) {
        struct task *task = background->v[i];

        if (!atomic_load(&task->ended)) {
            background->v[kept++] = task;
            continue;
        }
        add_news(&news, task);
        task_free(task);
    }
    background->n = kept;
    return news.n ? buf_take(&news) : NULL;
}

void background_list(const struct background *background, FILE *out)
{
    for (size_t i = 0; i < background->n; i++) {
        const struct task *task = background->v[i];

        fprintf(out, "[%zu] %s: %s\n", task->number,
                atomic_load(&task->ended) ? "ended" : "running", task->line);
    }
}

static struct task *find_running(const struct background *background,
                                 size_t number)
{
    for (size_t i = 0; i < background->n; i++) {
        struct task *task = background->v[i];

        if ((!number || task->number == number) && !atomic_load(&task->ended))
            return task;
    }
    return NULL;
}

/* Their signals are their own: none of the terminal's reaches them. */
static void interrupt_all(const struct background *background)
{
    for (size_t i = 0; i < background->n; i++)
        if (!atomic_load(&background->v[i]->ended))
            kill(-background->v[i]->pid, SIGINT);
}

int background_wait(struct session *session, size_t number, bool end,
                    struct err *err)
{
    const struct background *background = session->background;
    struct pollfd fd = { .fd = signals_fd(), .events = POLLIN };
    int signo;

    while (find_running(background, number)) {
        poll(&fd, 1, -1);
        while ((signo = signals_next()))
            watch_signal(session, signo);
        if (!atomic_load(&session->interrupted))
            continue;
        if (isatty(STDERR_FILENO))
            putc('\n', stderr);
        if (!end)
            return err_set(err, ERR_INTERRUPTED, "interrupted");
        atomic_store(&session->interrupted, false);
        interrupt_all(background);
    }
    return 0;
}
