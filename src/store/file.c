/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/file.h"
#include "base/mem.h"
#include "virt/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static char *directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == path ? mem_dup("/")
                         : mem_ndup(path, (size_t)(slash - path));
}

static bool no(struct store_why *why, const char *text)
{
    snprintf(why->text, sizeof(why->text), "%s", text);
    return false;
}

bool file_can(const struct store_job *job, struct store_why *why)
{
    AUTO(free) char *dir = NULL;

    if (!job->local)
        return no(why, "the connection is not to this machine's own files");
    if (str_starts(job->path, "/dev/"))
        return no(why, "only libvirt can create a volume in /dev");
    dir = directory_of(job->path);
    if (access(dir, W_OK | X_OK)) {
        snprintf(why->text, sizeof(why->text), "directory '%s': %s", dir,
                 strerror(errno));
        return false;
    }
    return true;
}

/* Only root can give a file away; an ordinary user's copy is his own. */
static void like_source(int fd, int source_fd)
{
    struct stat st;

    if (fstat(source_fd, &st) || !S_ISREG(st.st_mode))
        return;
    if (fchown(fd, st.st_uid, st.st_gid) == 0 || st.st_uid == geteuid())
        (void)!fchmod(fd, st.st_mode & 0777);
}

int file_create(const struct store_job *job, int source_fd, struct err *err)
{
    struct undo_step *step =
        undo_push(job->undo, &undo_file, job->path, NULL);
    int fd = open(job->path,
                  O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0) {
        undo_drop(job->undo);
        return err_sys(err, "cannot create '%s'", job->path);
    }
    undo_what(step, "remove file '%s'", job->path);
    undo_file_made(step, fd);
    like_source(fd, source_fd);
    return fd;
}

static int sync_directory(const char *path, struct err *err)
{
    AUTO(free) char *dir = directory_of(path);
    AUTO(fd_close) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fsync(fd))
        return err_sys(err, "cannot sync directory '%s'", dir);
    return 0;
}

static int tell_pool(const struct store_job *job, struct err *err)
{
    AUTO(pool_free) virStoragePoolPtr pool =
        virStoragePoolLookupByName(job->vir, job->pool);

    if (!pool || virStoragePoolRefresh(pool, 0))
        return virt_err(err, "cannot refresh pool '%s'", job->pool);
    return 0;
}

int file_finish(const struct store_job *job, int fd, struct err *err)
{
    if (fsync(fd))
        return err_sys(err, "cannot write '%s'", job->path);
    if (sync_directory(job->path, err))
        return -1;
    return job->pool ? tell_pool(job, err) : 0;
}
