/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/rewrite.h"
#include "base/cleanup.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *text, size_t n)
{
    while (n) {
        ssize_t done = write(fd, text, n);

        if (done < 0 && errno != EINTR)
            return -1;
        if (done > 0) {
            text += done;
            n -= (size_t)done;
        }
    }
    return 0;
}

/* Owner and mode of the file that it replaces. */
static int dress(int fd, const char *path, int mode)
{
    struct stat st = { .st_mode = 0644, .st_uid = geteuid() };
    bool is_there = stat(path, &st) == 0;

    if (is_there && st.st_uid != geteuid() && fchown(fd, st.st_uid, st.st_gid))
        return -1;
    return fchmod(fd, mode >= 0 ? (mode_t)mode : st.st_mode & 07777);
}

static int sync_directory(const char *path)
{
    AUTO(free) char *copy = mem_dup(path);
    AUTO(fd_close) int fd = open(dirname(copy), O_RDONLY | O_CLOEXEC);

    return fd < 0 ? -1 : fsync(fd);
}

int rewrite(const struct rewrite *content, struct err *err)
{
    AUTO(free) char *real = realpath(content->path, NULL);
    const char *path = real ? real : content->path;
    AUTO(free) char *new = mem_fmt("%s.XXXXXX", path);
    AUTO(fd_close) int fd = mkostemp(new, O_CLOEXEC);

    if (fd < 0)
        return err_sys(err, "cannot write %s", path);
    if (dress(fd, path, content->mode) ||
        write_all(fd, content->text, content->n) || fsync(fd) ||
        rename(new, path)) {
        err_sys(err, "cannot write %s", path);
        unlink(new);
        return -1;
    }
    if (sync_directory(path))
        return err_sys(err, "cannot write the directory of %s", path);
    return 0;
}
