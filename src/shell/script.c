/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/script.h"
#include "base/mem.h"
#include "shell/signals.h"
#include "shell/watch.h"
#include "shell/words.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>

enum { DEEPEST = 16 };

struct reader {
    struct session *session;
    int fd;
    struct buf unread;
    bool end;
    size_t lines; /* handed out so far */
};

/* stdio would start a blocked read anew after a signal, and wait for ever. */
static int wait_for_input(struct reader *reader, struct err *err)
{
    struct pollfd fds[] = {
        { .fd = reader->fd, .events = POLLIN },
        { .fd = signals_fd(), .events = POLLIN },
    };
    int signo;

    while (!fds[0].revents) {
        poll(fds, 2, -1);
        while ((signo = signals_next()))
            watch_signal(reader->session, signo);
        if (atomic_load(&reader->session->interrupted))
            return err_set(err, ERR_INTERRUPTED, "interrupted");
    }
    return 0;
}

static int read_more(struct reader *reader, struct err *err)
{
    char chunk[4096];
    ssize_t n;

    do {
        if (wait_for_input(reader, err))
            return -1;
        n = read(reader->fd, chunk, sizeof(chunk));
    } while (n < 0 && (errno == EINTR || errno == EAGAIN));
    if (n < 0)
        return err_sys(err, "cannot read the script");
    reader->end = n == 0;
    buf_addn(&reader->unread, chunk, (size_t)n);
    return 0;
}

/* Move the first n bytes and the line break after them to line. */
static int take_line(struct reader *reader, size_t n, struct buf *line,
                     struct err *err)
{
    struct buf *unread = &reader->unread;
    const char *text = unread->text;
    size_t skip = n < unread->n ? n + 1 : n, kept = n;

    reader->lines++;
    if (memchr(text, '\0', n))
        return err_usage(err, "the script is not text: it has a NUL byte");
    if (kept && text[kept - 1] == '\r')
        kept--;
    buf_addn(line, text, kept);
    memmove(unread->text, text + skip, unread->n - skip + 1);
    unread->n -= skip;
    return 0;
}

/* Add a line to `line`: 1, or 0 at the end, or -1. */
static int read_line(struct reader *reader, struct buf *line, struct err *err)
{
    struct buf *unread = &reader->unread;
    size_t scanned = 0;
    char *end;

    for (;;) {
        end = unread->n > scanned ? memchr(unread->text + scanned, '\n',
                                           unread->n - scanned)
                                  : NULL;
        if (end || (reader->end && unread->n))
            return take_line(reader,
                             end ? (size_t)(end - unread->text) : unread->n,
                             line, err)
                       ? -1
                       : 1;
        if (reader->end)
            return 0;
        scanned = unread->n;
        if (read_more(reader, err))
            return -1;
    }
}

/* All the lines that belong together. */
static int read_command(struct reader *reader, struct buf *line,
                        struct err *err)
{
    int rc = read_line(reader, line, err);

    reader->session->line = reader->lines;
    while (rc > 0 && words_open(line->text)) {
        buf_add(line, "\n");
        rc = read_line(reader, line, err);
    }
    return rc < 0 ? -1 : line->n > 0 || rc > 0;
}

static bool goes_on(const struct session *session, int status)
{
    return !session->quit && (status == 0 || status == 4 ||
                              !session_stops(session, status));
}

/* As for a list of commands, 4 does not stop and is not forgotten. */
static int run_lines(struct reader *reader)
{
    struct session *session = reader->session;
    int status = 0, result = 0;

    while (goes_on(session, status)) {
        AUTO(buf_done) struct buf line = { 0 };
        struct err err = ERR_INIT;
        int rc = read_command(reader, &line, &err);

        if (rc < 0)
            return session_report(session, &err);
        if (rc == 0)
            break;
        status = session_run_line(session, line.text);
        if (status)
            result = status;
    }
    return result;
}

static int run(struct reader *reader, const char *name)
{
    struct session *session = reader->session;
    const char *script = session->script;
    size_t line = session->line;
    int status;

    session->script = name;
    status = run_lines(reader);
    session->script = script;
    session->line = line;
    session->status = status;
    buf_done(&reader->unread);
    return status;
}

/* A file that runs itself would never end. */
static int run_deeper(struct reader *reader, const char *name)
{
    struct session *session = reader->session;
    struct err err = ERR_INIT;
    int status;

    if (session->depth == DEEPEST) {
        err_fail(&err, "cannot run '%s': more than %d scripts within scripts",
                 name, DEEPEST);
        return session->status = session_report(session, &err);
    }
    session->depth++;
    status = run(reader, name);
    session->depth--;
    return status;
}

int script_run(struct session *session, const char *file)
{
    struct reader reader = { .session = session, .fd = STDIN_FILENO };
    AUTO(fd_close) int fd = -1;
    struct err err = ERR_INIT;

    if (!file)
        return run(&reader, NULL);
    if (!strcmp(file, "-"))
        return run(&reader, "stdin");
    fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        err_sys(&err, "cannot open script '%s'", file);
        return session->status = session_report(session, &err);
    }
    reader.fd = fd;
    return run_deeper(&reader, file);
}

/* ---- the rc file -------------------------------------------------------- */

static char *rc_file(void)
{
    const char *own = getenv("VIRT_TWIN_RC");
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");

    if (own && *own)
        return mem_dup(own);
    if (config && *config == '/')
        return mem_fmt("%s/virt-twin/rc", config);
    return home && *home == '/' ? mem_fmt("%s/.config/virt-twin/rc", home)
                                : NULL;
}

void script_run_rc(struct session *session)
{
    AUTO(free) char *file = rc_file();

    if (!file || (access(file, F_OK) && !getenv("VIRT_TWIN_RC")))
        return;
    session->keeps_going = true;
    script_run(session, file);
    session->keeps_going = false;
    session->status = 0;
}
