/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest/scratch.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

/* The directories on the way to a file. */
static int make_dirs(const char *dir, const char *file, struct err *err)
{
    for (const char *p = strchr(file, '/'); p; p = strchr(p + 1, '/')) {
        AUTO(free) char *path = mem_fmt("%s/%.*s", dir, (int)(p - file), file);

        if (mkdir(path, 0700) && errno != EEXIST)
            return err_sys(err, "cannot create directory '%s'", path);
    }
    return 0;
}

static int write_file(const char *dir, const char *file, const char *text,
                      struct err *err)
{
    AUTO(free) char *path = mem_fmt("%s/%s", dir, file);
    size_t n = strlen(text);
    AUTO(fd_close) int fd = -1;

    if (make_dirs(dir, file, err))
        return -1;
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, text, n) != (ssize_t)n)
        return err_sys(err, "cannot write '%s'", path);
    return 0;
}

/* ---- where they are ----------------------------------------------------- */

static const char prefix[] = "virt-twin-scratch-";

static const char *place(void)
{
    const char *tmp = getenv("TMPDIR");

    if (access("/dev/shm", W_OK | X_OK) == 0)
        return "/dev/shm";
    return tmp && *tmp ? tmp : "/tmp";
}

static int remove_one(const char *path, const struct stat *st, int kind,
                      struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    (void)remove(path);
    return 0;
}

static void remove_all(const char *dir)
{
    nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* This user's alone, so that nobody can lead us elsewhere while it is removed.
 * The lock, or -1: it is not, or it is in use. */
static int lock(const char *dir)
{
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int fd = open(dir, flags);
    struct stat st;

    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
        (st.st_mode & 07777) == 0700 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    fd_close(fd);
    return -1;
}

void scratch_sweep(void)
{
    DIR *open = opendir(place());
    const struct dirent *entry;

    while (open && (entry = readdir(open))) {
        AUTO(free) char *dir = mem_fmt("%s/%s", place(), entry->d_name);
        AUTO(fd_close)
        int fd = str_starts(entry->d_name, prefix) ? lock(dir) : -1;

        if (fd >= 0)
            remove_all(dir);
    }
    if (open)
        closedir(open);
}

/* ---- one of them -------------------------------------------------------- */

/* Again, when a sweep was faster than our lock. */
static int make_dir(struct scratch *ret, struct err *err)
{
    for (int tries = 0; tries < 100; tries++) {
        mem_set(&ret->dir, mem_fmt("%s/%sXXXXXX", place(), prefix));
        if (!mkdtemp(ret->dir))
            break;
        ret->lock = lock(ret->dir);
        if (ret->lock >= 0 && access(ret->dir, F_OK) == 0)
            return 0;
        fd_close(ret->lock);
        ret->lock = -1;
    }
    err_sys(err, "cannot create a directory '%s'", ret->dir);
    mem_set(&ret->dir, NULL);
    return -1;
}

int scratch_make(const struct strv *files, struct scratch *ret, struct err *err)
{
    AUTO(scratch_done) struct scratch scratch = { .lock = -1 };

    scratch_sweep();
    if (make_dir(&scratch, err))
        return -1;
    for (size_t i = 0; files && i + 1 < files->n; i += 2)
        if (write_file(scratch.dir, files->v[i], files->v[i + 1], err))
            return -1;
    *ret = scratch;
    scratch = (struct scratch){ .lock = -1 };
    return 0;
}

void scratch_done(struct scratch *scratch)
{
    if (!scratch->dir)
        return;
    remove_all(scratch->dir);
    fd_close(scratch->lock);
    mem_set(&scratch->dir, NULL);
}

int scratch_list(const char *dir, struct strv *ret, struct err *err)
{
    DIR *open = opendir(dir);
    const struct dirent *entry;

    if (!open)
        return err_sys(err, "cannot read '%s'", dir);
    while ((entry = readdir(open)))
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
            strv_fmt(ret, "%s/%s", dir, entry->d_name);
    closedir(open);
    strv_sort(ret);
    return 0;
}
