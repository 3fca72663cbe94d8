/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/mkdir.h"
#include "base/journal.h"
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

    if (clone->spec->mkdir && !clone->local)
        return err_fail(err,
                        "--mkdir makes directories of this machine, and the "
                        "connection is to another one's: there the directory "
                        "of a storage pool is made by 'pool-build'");
    if (!clone->local || clone->spec->mkdir || access(dir, F_OK) == 0 ||
        errno != ENOENT)
        return 0;
    return err_fail(err, "directory '%s' does not exist (--mkdir makes it)",
                    dir);
}

/* ---- undo --------------------------------------------------------------- */

static int undo(struct undo_step *step, struct err *err)
{
    enum undo_file_state state;

    if (!step->words.n && step->uncertain && access(step->subject, F_OK) == 0)
        return err_fail(err, "it may be somebody else's; if not: rmdir '%s'",
                        step->subject);
    if (step->words.n && undo_file_look(step, &state, err))
        return -1;
    if ((step->words.n && state != UNDO_FILE_OURS) ||
        rmdir(step->subject) == 0 || errno == ENOENT || errno == ENOTEMPTY)
        return 0;
    return err_sys(err, "cannot remove it");
}

const struct undo_kind undo_dir = {
    .name = "dir",
    .undo = undo,
    .recorded = true,
    .turn = UNDO_AROUND,
};

void mkdir_end(struct mkdirs *dirs, bool wait, struct strv *left)
{
    struct journal *journal = dirs->undo.journal;

    if (!wait)
        undo_run(&dirs->undo, left);
    undo_done(&dirs->undo);
    dirs->undo.journal = NULL;
    journal_free(journal);
}

/* ---- making ------------------------------------------------------------- */

struct dir {
    const char *path;
    const char *like; /* whose mode and owner it gets */
    bool common;      /* others may make it, too, and share it */
    mode_t mode;
    uid_t owner;
    gid_t group;
};

static int look(struct dir *dir, struct err *err)
{
    struct stat st;

    if (stat(dir->like, &st))
        return err_sys(err, "cannot look at '%s'", dir->like);
    dir->mode = st.st_mode & 0777;
    dir->owner = st.st_uid;
    dir->group = st.st_gid;
    return 0;
}

static int fail_to_make(const struct dir *dir, struct err *err)
{
    return err_sys(err, "cannot create directory '%s'", dir->path);
}

static struct undo_step *push(struct undo *undo, const char *path)
{
    struct undo_step *step = undo_push(undo, &undo_dir, path, NULL);

    undo_what(step, "remove directory '%s'", path);
    return step;
}

/* Whoever may write above it could have put a link in its place, by which root
 * would give away something else. */
static int open_own(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    return fd >= 0 ? fd : err_sys(err, "cannot open '%s' again", path);
}

static int give_away(const struct dir *dir, int fd, struct err *err)
{
    if (geteuid() != 0 || fchown(fd, dir->owner, dir->group) == 0)
        return 0;
    return err_sys(err, "cannot change the owner of '%s'", dir->path);
}

/* A name that is not ours is left to whoever took it; returns 1 then. */
static int taken(const struct dir *dir, struct undo *undo, struct err *err)
{
    int why = errno;

    undo_drop(undo);
    errno = why;
    return why == EEXIST && dir->common ? 1 : fail_to_make(dir, err);
}

/* Where a file system cannot rename without replacing: whose it is is known
 * only once it is there. */
static int make_at_once(const struct dir *dir, struct undo *undo,
                        struct err *err)
{
    struct undo_step *step = push(undo, dir->path);
    AUTO(fd_close) int fd = -1;

    step->uncertain = true;
    if (undo_ready(undo, err))
        return -1;
    if (mkdir(dir->path, dir->mode))
        return taken(dir, undo, err);
    fd = open_own(dir->path, err);
    if (fd < 0)
        return -1;
    undo_file_is(step, fd);
    undo_made(undo, step);
    return give_away(dir, fd, err);
}

/* It gets its name when its record can say which directory it is. */
static int give_name(const struct dir *dir, const char *temporary,
                     struct undo *undo, struct err *err)
{
    AUTO(fd_close) int fd = open_own(temporary, err);

    if (fd < 0 || give_away(dir, fd, err))
        return -1;
    undo_file_is(push(undo, dir->path), fd);
    if (undo_ready(undo, err))
        return -1;
    if (renameat2(AT_FDCWD, temporary, AT_FDCWD, dir->path, RENAME_NOREPLACE) ==
        0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return taken(dir, undo, err);
    undo_drop(undo);
    rmdir(temporary);
    return make_at_once(dir, undo, err);
}

static int make_named(const struct dir *dir, struct undo *undo, struct err *err)
{
    AUTO(free) char *above = parent_of(dir->path);
    AUTO(free) char *temporary = undo_file_name(above, err);
    int rc;

    if (!temporary)
        return -1;
    undo_file_is_named(push(undo, temporary));
    if (undo_ready(undo, err))
        return -1;
    if (mkdir(temporary, dir->mode)) {
        fail_to_make(dir, err);
        undo_drop(undo);
        return -1;
    }
    rc = give_name(dir, temporary, undo, err);
    if (rc == 0)
        return file_sync_name(dir->path, err);
    if (rc < 0)
        return -1;
    rmdir(temporary);
    return 0;
}

static int make(struct clone *clone, struct dir *dir, struct err *err)
{
    struct mkdirs *dirs = &clone->spec->shared->dirs;
    AUTO(free)
    char *what = mem_fmt("directories for a clone of '%s'", clone->source.name);
    int rc;

    if (look(dir, err))
        return -1;
    pthread_mutex_lock(&dirs->mutex);
    if (!dirs->undo.journal)
        dirs->undo.journal = journal_new(what, NULL);
    if (dir->common && access(dir->path, F_OK) == 0)
        rc = 0;
    else
        rc = make_named(dir, &dirs->undo, err);
    pthread_mutex_unlock(&dirs->mutex);
    return rc;
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
