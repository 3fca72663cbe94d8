/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/outlet.h"
#include "shell/child.h"
#include "shell/color.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

enum { NOT_FOUND = 127 }; /* sh's status for a program that is not there */

static int to_stream(struct outlet *outlet, struct session *session, int fd,
                     struct err *err)
{
    FILE *stream = fdopen(fd, "w");

    if (!stream)
        return err_sys(err, "cannot redirect the results");
    outlet->out = session->out;
    outlet->piped = session->piped;
    session->out = stream;
    return 0;
}

static int open_pipe(struct outlet *outlet, struct session *session,
                     const char *line, struct err *err)
{
    int ends[2];
    int rc;

    fflush(session->out);
    if (pipe2(ends, O_CLOEXEC))
        return err_sys(err, "cannot make a pipe");
    rc = child_shell(line, ends[0], &outlet->child, err);
    close(ends[0]);
    if (!rc)
        rc = to_stream(outlet, session, ends[1], err);
    if (rc)
        close(ends[1]);
    session->piped |= !rc;
    return rc;
}

static bool wants_pager(const struct session *session, const struct call *call)
{
    return (call->command->flags & COMMAND_PAGED) &&
           setting_on(session->settings.pager) && !session->piped &&
           !session->unpaged && isatty(STDIN_FILENO) &&
           isatty(STDOUT_FILENO) && color_terminal();
}

int outlet_open(struct outlet *outlet, struct session *session,
                const struct call *call, struct err *err)
{
    *outlet = (struct outlet){ .file = -1 };
    if (call->shell)
        return open_pipe(outlet, session, call->shell, err);
    if (!wants_pager(session, call))
        return 0;
    outlet->file = memfd_create("results", MFD_CLOEXEC);
    if (outlet->file < 0)
        return err_sys(err, "cannot keep the results for the pager");
    return to_stream(outlet, session, dup(outlet->file), err);
}

/* ---- the pager ---------------------------------------------------------- */

static bool is_long(const char *text)
{
    struct winsize size;
    size_t lines = 1;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_row)
        return false;
    for (; *text; text++)
        lines += *text == '\n';
    return lines >= size.ws_row;
}

static const char *pager(void)
{
    static const char *const names[] = { "VIRT_TWIN_PAGER", "PAGER" };

    for (size_t i = 0; i < 2; i++) {
        const char *program = getenv(names[i]);

        if (program && *program)
            return program;
    }
    return "less -FRX";
}

/* Whether the pager has shown it. */
static bool page(struct session *session, int file)
{
    struct err err = ERR_INIT;
    pid_t child;

    lseek(file, 0, SEEK_SET);
    if (child_shell(pager(), file, &child, &err)) {
        session_report(session, &err);
        return false;
    }
    return child_wait(session, child) != NOT_FOUND;
}

static void show(struct outlet *outlet, struct session *session)
{
    AUTO(buf_done) struct buf text = { 0 };
    char chunk[4096];
    ssize_t n;

    lseek(outlet->file, 0, SEEK_SET);
    while ((n = read(outlet->file, chunk, sizeof(chunk))) > 0)
        buf_addn(&text, chunk, (size_t)n);
    if (text.n && (!is_long(text.text) || !page(session, outlet->file)))
        fwrite(text.text, 1, text.n, session->out);
}

int outlet_close(struct outlet *outlet, struct session *session)
{
    int status = 0;

    fclose(session->out);
    session->out = outlet->out;
    session->piped = outlet->piped;
    if (outlet->child)
        status = child_wait(session, outlet->child);
    else
        show(outlet, session);
    fd_close(outlet->file);
    return status;
}

/* ---- results that did not arrive ---------------------------------------- */

static bool reader_left(int fd)
{
    struct pollfd pfd = { .fd = fd, .events = POLLOUT };

    return poll(&pfd, 1, 0) == 1 && (pfd.revents & POLLERR);
}

/* stdio keeps that a write failed while its buffer was emptied, but not why. */
int outlet_flush(FILE *out)
{
    int failed = fflush(out) ? errno : ferror(out) ? -1 : 0;

    clearerr(out);
    return failed == -1 && reader_left(fileno(out)) ? EPIPE : failed;
}
