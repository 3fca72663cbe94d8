/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest/scratch.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <string.h>
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

char *scratch_make(const struct strv *files, struct err *err)
{
    const char *tmp = getenv("TMPDIR");
    AUTO(scratch_remove)
    char *dir = mem_fmt("%s/virt-twin-XXXXXX", tmp && *tmp ? tmp : "/tmp");

    if (!mkdtemp(dir)) {
        err_sys(err, "cannot create a directory '%s'", dir);
        free(TAKE(dir));
        return NULL;
    }
    for (size_t i = 0; i + 1 < files->n; i += 2)
        if (write_file(dir, files->v[i], files->v[i + 1], err))
            return NULL;
    return TAKE(dir);
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

static int remove_one(const char *path, const struct stat *st, int kind,
                      struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    (void)remove(path);
    return 0;
}

void scratch_remove(char *dir)
{
    if (dir)
        nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(dir);
}
