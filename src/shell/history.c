/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/history.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

enum { SIZE_USUAL = 1000, SIZE_MOST = 500000 };

struct history {
    size_t size;
    int fd;      /* -1: no file */
    bool loaded; /* what is in the file */
    struct strv lines;
    char *last;
};

static size_t wanted_size(struct err *err)
{
    const char *text = getenv("VIRT_TWIN_HISTSIZE");
    unsigned long size;

    if (!text)
        return SIZE_USUAL;
    errno = 0;
    size = strtoul(text, NULL, 10);
    if (str_is_number(text) && !errno && size <= SIZE_MOST)
        return size;
    err_fail(err,
             "VIRT_TWIN_HISTSIZE is '%s', not a number from 0 to %d; "
             "%d lines are kept",
             text, SIZE_MOST, SIZE_USUAL);
    return SIZE_USUAL;
}

static char *file_name(const char *which, struct err *err)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");

    if (state && *state == '/')
        return mem_fmt("%s/virt-twin/history%s", state, which);
    if (home && *home == '/')
        return mem_fmt("%s/.local/state/virt-twin/history%s", home, which);
    err_fail(err, "history is not kept: neither HOME nor XDG_STATE_HOME is "
                  "an absolute path");
    return NULL;
}

/* mkdir -p for what is above the file. */
static int make_dirs(const char *file, struct err *err)
{
    for (const char *p = strchr(file + 1, '/'); p; p = strchr(p + 1, '/')) {
        AUTO(free) char *dir = mem_ndup(file, (size_t)(p - file));

        if (mkdir(dir, 0700) && errno != EEXIST)
            return err_sys(err, "history is not kept: cannot make '%s'", dir);
    }
    return 0;
}

static int open_file(const char *which, struct err *err)
{
    AUTO(free) char *file = file_name(which, err);
    int fd;

    if (!file || make_dirs(file, err))
        return -1;
    fd = open(file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        err_sys(err, "history is not kept: cannot open '%s'", file);
    return fd;
}

static void read_all(int fd, struct buf *text)
{
    char chunk[4096];
    ssize_t n;

    lseek(fd, 0, SEEK_SET);
    while ((n = read(fd, chunk, sizeof(chunk))) > 0)
        buf_addn(text, chunk, (size_t)n);
}

static void add_lines(struct strv *lines, char *text)
{
    char *line;

    while ((line = strsep(&text, "\n")))
        if (*line)
            strv_add(lines, line);
}

/* Best effort: a line that is not kept is not worth stopping a person's
 * work for, and the next one tells no more than the first. */
static void append(int fd, const char *text, size_t n)
{
    ssize_t written = write(fd, text, n);

    (void)written;
}

/* Cut the file once it is twice too long, in place: other shells append to
 * it while we look. */
static void cut(struct history *history)
{
    AUTO(buf_done) struct buf text = { 0 };
    struct strv *lines = &history->lines;

    if (lines->n <= 2 * history->size || ftruncate(history->fd, 0))
        return;
    for (size_t i = lines->n - history->size; i < lines->n; i++)
        buf_fmt(&text, "%s\n", lines->v[i]);
    if (text.n)
        append(history->fd, text.text, text.n);
}

static void load(struct history *history)
{
    AUTO(buf_done) struct buf text = { 0 };

    if (history->loaded)
        return;
    history->loaded = true;
    flock(history->fd, LOCK_EX);
    read_all(history->fd, &text);
    if (text.n)
        add_lines(&history->lines, text.text);
    cut(history);
    flock(history->fd, LOCK_UN);
    if (history->lines.n)
        history->last = mem_dup(history->lines.v[history->lines.n - 1]);
}

struct history *history_open(const char *which, struct err *err)
{
    struct history *history = mem_new(1, sizeof(*history));

    history->size = wanted_size(err);
    history->fd = history->size ? open_file(which, err) : -1;
    history->loaded = history->fd < 0;
    return history;
}

void history_free(struct history *history)
{
    if (!history)
        return;
    fd_close(history->fd);
    strv_done(&history->lines);
    free(history->last);
    free(history);
}

const struct strv *history_lines(struct history *history)
{
    load(history);
    return &history->lines;
}

size_t history_size(const struct history *history)
{
    return history->size;
}

/* "://user:password@" */
static bool has_password(const char *line)
{
    while ((line = strstr(line, "://"))) {
        size_t n, user;

        line += 3;
        n = strcspn(line, "/@ \t");
        user = strcspn(line, ":");
        if (line[n] == '@' && user < n)
            return true;
    }
    return false;
}

bool history_add(struct history *history, const char *line)
{
    AUTO(free) char *text = NULL;

    load(history);
    if (!history->size || !*line || *line == ' ' || *line == '\t' ||
        str_eq(history->last, line) || has_password(line))
        return false;
    mem_set(&history->last, mem_dup(line));
    strv_add(&history->lines, line);
    if (history->fd < 0 || strchr(line, '\n'))
        return true;
    text = mem_fmt("%s\n", line);
    flock(history->fd, LOCK_EX);
    append(history->fd, text, strlen(text));
    flock(history->fd, LOCK_UN);
    return true;
}

void history_clear(struct history *history)
{
    int failed = history->fd < 0 ? 0 : ftruncate(history->fd, 0);

    (void)failed;
    history->loaded = true;
    strv_done(&history->lines);
    mem_set(&history->last, NULL);
}
