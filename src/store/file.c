/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/file.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

struct file {
    const struct store_job *job;
    int fd;
    char *dir;
    char *child_path;
    char *temporary; /* its hidden name where there is no O_TMPFILE */
};

static char *directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == path ? mem_dup("/")
                         : mem_ndup(path, (size_t)(slash - path));
}

char *file_room(const char *path)
{
    char *dir = directory_of(path);

    while (access(dir, F_OK) && errno == ENOENT && strcmp(dir, "/") != 0)
        mem_set(&dir, directory_of(dir));
    return dir;
}

/* So much of a path leaves room for the reason. */
enum { SHOWN = 190 };

static bool may_write_beside(const char *path, struct store_why *why)
{
    AUTO(free) char *dir = file_room(path);

    if (access(dir, W_OK | X_OK) == 0)
        return true;
    snprintf(why->text, sizeof(why->text), "directory '%.*s%s': %s", SHOWN,
             dir, strlen(dir) > SHOWN ? "..." : "", strerror(errno));
    return false;
}

bool file_can(const struct store_job *job, const char *no,
              struct store_why *why)
{
    if (!job->local)
        no = "the connection is not to this machine's own files";
    else if (!no && store_is_device(job->path))
        no = "only libvirt can create a volume in /dev";
    if (!no)
        return may_write_beside(job->path, why);
    snprintf(why->text, sizeof(why->text), "%s", no);
    return false;
}

/* Only root can give a file away; an ordinary user's copy is his own. A copy
 * is there to be written to, also that of an image that nobody may change. */
static void like_source(int fd, int source_fd)
{
    struct stat st;

    if (fstat(source_fd, &st) || !S_ISREG(st.st_mode))
        return;
    if (fchown(fd, st.st_uid, st.st_gid) == 0 || st.st_uid == geteuid())
        (void)!fchmod(fd, (st.st_mode & 0777) | S_IRUSR | S_IWUSR);
}

/* The record holds what tells the file from any other, so that it proves the
 * file to be ours from the moment it has its name; without a file yet it must
 * be the name that does. */
static int record(struct file *file, const struct undo_kind *kind,
                  const char *path, struct err *err)
{
    struct undo *undo = file->job->undo;
    struct undo_step *step = undo_push(undo, kind, path, NULL);

    undo_what(step, "remove file '%s'%s", path,
              kind == &undo_file ? "" : " unless it is needed");
    if (file->fd >= 0)
        undo_file_is(step, file->fd);
    else
        undo_file_is_named(step);
    return undo_ready(undo, err);
}

static int open_named(struct file *file, struct err *err)
{
    int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

    file->temporary = undo_file_name(file->dir, err);
    if (!file->temporary)
        return -1;
    if (record(file, &undo_file, file->temporary, err)) {
        mem_set(&file->temporary, NULL);
        return -1;
    }
    file->fd = open(file->temporary, flags, 0600);
    if (file->fd >= 0)
        return 0;
    err_sys(err, "cannot create a file in '%s'", file->dir);
    undo_drop(file->job->undo);
    mem_set(&file->temporary, NULL);
    return -1;
}

static int open_nameless(struct file *file, struct err *err)
{
    file->fd = open(file->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file->fd >= 0)
        return 0;
    if (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)
        return open_named(file, err);
    return err_sys(err, "cannot create a file in '%s'", file->dir);
}

struct file *file_begin(const struct store_job *job, int source_fd,
                        struct err *err)
{
    AUTO(file_free) struct file *file = mem_new(1, sizeof(*file));

    file->job = job;
    file->fd = -1;
    file->dir = directory_of(job->path);
    if (open_nameless(file, err))
        return NULL;
    file->child_path = mem_fmt("/dev/fd/%d", file->fd);
    like_source(file->fd, source_fd);
    if (job->progress)
        atomic_store(&job->progress->fd,
                     fcntl(file->fd, F_DUPFD_CLOEXEC, 3) + 1);
    return TAKE(file);
}

int file_fd(const struct file *file)
{
    return file->fd;
}

const char *file_child_path(const struct file *file)
{
    return file->child_path;
}

void file_free(struct file *file)
{
    if (!file)
        return;
    if (file->temporary)
        unlink(file->temporary);
    fd_close(file->fd);
    free(file->dir);
    free(file->child_path);
    free(file->temporary);
    free(file);
}

/* There are no hard links, or they cannot be made of a descriptor. */
static bool cannot_link(int code)
{
    return code == EPERM || code == EOPNOTSUPP || code == ENOSYS ||
           code == EINVAL;
}

/* In the place of a file that was not there a moment ago, and is ours. */
static int move_over(struct file *file, const char *path)
{
    int fd =
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0)
        return -1;
    close(fd);
    if (rename(file->temporary, path) == 0)
        return 0;
    unlink(path);
    return -1;
}

static int move(struct file *file, const char *path)
{
    int rc =
        renameat2(AT_FDCWD, file->temporary, AT_FDCWD, path, RENAME_NOREPLACE);

    if (rc && (errno == EINVAL || errno == ENOSYS))
        rc = move_over(file, path);
    if (rc == 0)
        mem_set(&file->temporary, NULL);
    return rc;
}

static int give_name(struct file *file, const char *path)
{
    if (linkat(AT_FDCWD, file->child_path, AT_FDCWD, path, AT_SYMLINK_FOLLOW) ==
        0)
        return 0;
    return file->temporary && cannot_link(errno) ? move(file, path) : -1;
}

static int name_it(struct file *file, struct err *err)
{
    const struct undo_kind *kind = file->job->undo_kind;
    const char *path = file->job->path;

    if (record(file, kind ? kind : &undo_file, path, err))
        return -1;
    if (give_name(file, path) == 0)
        return 0;
    err_sys(err, "cannot create '%s'", path);
    undo_drop(file->job->undo);
    return -1;
}

int file_sync_name(const char *path, struct err *err)
{
    AUTO(free) char *dir = directory_of(path);
    AUTO(fd_close) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fsync(fd))
        return err_sys(err, "cannot sync directory '%s'", dir);
    return 0;
}

/* What is a hole gets its blocks. */
static int allocate(const struct file *file, struct err *err)
{
    struct stat st;

    if (fstat(file->fd, &st) || !st.st_size)
        return 0;
    errno = posix_fallocate(file->fd, 0, st.st_size);
    return errno ? err_sys(err, "cannot allocate '%s'", file->job->path) : 0;
}

int file_finish(struct file *file, struct err *err)
{
    if (file->job->allocate && allocate(file, err))
        return -1;
    if (fsync(file->fd))
        return err_sys(err, "cannot write '%s'", file->job->path);
    return name_it(file, err) || file_sync_name(file->job->path, err) ? -1 : 0;
}
