/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/mkdir.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static char *parent_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t n = (size_t)(slash - path);

    return mem_ndup(path, n ? n : 1);
}

int mkdir_plan(const struct clone *clone, const struct disk *disk,
               struct err *err)
{
    AUTO(free) char *dir = parent_of(disk->path);

    if (!clone->local || clone->spec->mkdir || access(dir, F_OK) == 0 ||
        errno != ENOENT)
        return 0;
    return err_fail(err, "directory '%s' does not exist (--mkdir makes it)",
                    dir);
}

/* ---- undo --------------------------------------------------------------- */

/* step: subject the directory; data who removes it later, or NULL. */
static int undo(struct undo_step *step, struct err *err)
{
    struct mkdir_left *left = step->data;

    if (left) {
        pthread_mutex_lock(&left->mutex);
        strv_add(&left->dirs, step->subject);
        pthread_mutex_unlock(&left->mutex);
        return 0;
    }
    if (rmdir(step->subject) == 0 || errno == ENOENT || errno == ENOTEMPTY)
        return 0;
    return err_sys(err, "cannot remove it");
}

const struct undo_kind undo_dir = {
    .name = "dir",
    .undo = undo,
    .recorded = true,
};

/* Each stack gave the inner one first, but one stack may have made the inner
 * one of another's. */
void mkdir_flush(struct mkdir_left *left)
{
    strv_sort(&left->dirs);
    for (size_t i = left->dirs.n; i-- > 0;)
        rmdir(left->dirs.v[i]);
    strv_done(&left->dirs);
}

/* ---- making ------------------------------------------------------------- */

struct dir {
    const char *path;
    const char *like; /* whose mode and owner it gets */
    bool common;      /* other clones of the call may want it */
};

static int sync_above(const char *path, struct err *err)
{
    AUTO(free) char *dir = parent_of(path);
    AUTO(fd_close) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fsync(fd))
        return err_sys(err, "cannot sync directory '%s'", dir);
    return 0;
}

static int record(struct clone *clone, const struct dir *dir, struct err *err)
{
    struct mkdir_left *left = dir->common ? &clone->spec->shared->dirs : NULL;
    struct undo_step *step =
        undo_push(&clone->undo, &undo_dir, dir->path, left);

    undo_what(step, "create directory '%s'", dir->path);
    return undo_ready(&clone->undo, err);
}

/* Whoever may write above it could have put a link in its place, by which root
 * would give away something else. */
static int finish(const struct dir *dir, const struct stat *like,
                  struct err *err)
{
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    AUTO(fd_close) int fd = geteuid() == 0 ? open(dir->path, flags) : -1;

    if (geteuid() == 0 &&
        (fd < 0 || fchown(fd, like->st_uid, like->st_gid)))
        return err_sys(err, "cannot change the owner of '%s'", dir->path);
    return sync_above(dir->path, err);
}

/* Whoever else made it meanwhile: then it is not ours. */
static int make(struct clone *clone, const struct dir *dir, struct err *err)
{
    struct stat like;
    int why;

    if (stat(dir->like, &like))
        return err_sys(err, "cannot look at '%s'", dir->like);
    if (record(clone, dir, err))
        return -1;
    if (mkdir(dir->path, like.st_mode & 0777) == 0)
        return finish(dir, &like, err);
    why = errno;
    undo_drop(&clone->undo);
    errno = why;
    return why == EEXIST && dir->common
               ? 0
               : err_sys(err, "cannot create directory '%s'", dir->path);
}

/* From the nearest one that is there down to the file's own. */
static int make_above(struct clone *clone, const char *path, struct err *err)
{
    AUTO(free) char *like = file_room(path);
    AUTO(free) char *dir = parent_of(path);
    size_t at = strlen(like);

    while (at < strlen(dir)) {
        size_t n = at + 1 + strcspn(dir + at + 1, "/");
        AUTO(free) char *next = mem_ndup(dir, n);
        struct dir new = { .path = next, .like = like, .common = true };

        if (make(clone, &new, err))
            return -1;
        at = n;
    }
    return 0;
}

static int make_for(struct clone *clone, const struct disk *disk,
                    struct err *err)
{
    if (!disk->engine || !clone->local || !clone->spec->mkdir)
        return 0;
    return make_above(clone, disk->path, err);
}

/* libvirt gives a TPM's to the TPM's own user when the domain starts. */
static int make_side(struct clone *clone, const struct side *side,
                     struct err *err)
{
    for (size_t i = 0; i + 1 < side->dirs.n; i += 2) {
        struct dir dir = { .path = side->dirs.v[i + 1],
                           .like = side->dirs.v[i] };

        if (make(clone, &dir, err))
            return -1;
    }
    return side->dirs.n ? 0 : make_for(clone, &side->disk, err);
}

int mkdir_run(struct clone *clone, struct err *err)
{
    for (size_t i = 0; i < clone->n_disks; i++)
        if (make_for(clone, &clone->disks[i], err))
            return -1;
    for (size_t i = 0; i < clone->n_sides; i++)
        if (make_side(clone, &clone->sides[i], err))
            return -1;
    return 0;
}
