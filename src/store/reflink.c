/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Share the blocks of a file until one side writes (FICLONE): instant, and
 * takes no space. On btrfs, XFS, bcachefs, OCFS2 and others. */
#include "store/file.h"
#include "store/lock.h"
#include "store/same.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

/* Ask the file system itself: with a nameless file that is gone at once. */
static bool fs_can(const struct store_job *job, struct store_why *why)
{
    AUTO(free) char *dir = file_room(job->path);
    AUTO(fd_close) int in = open(job->from->path, O_RDONLY | O_CLOEXEC);
    AUTO(fd_close) int out = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (in >= 0 && out >= 0 && ioctl(out, FICLONE, in) == 0)
        return true;
    snprintf(why->text, sizeof(why->text), "%s",
             errno == EXDEV ? "the source is on another file system"
                            : "the file system cannot share blocks");
    return false;
}

static bool can(const struct store_job *job, struct store_why *why)
{
    return same_can(job, why) && fs_can(job, why);
}

static uint64_t bytes(const struct store_job *job)
{
    (void)job;
    return 0;
}

static int share_blocks(struct file *file, const struct store_job *job,
                        int in, struct err *err)
{
    if (lock_for_reading(in, job->from->path, err))
        return -1;
    if (ioctl(file_fd(file), FICLONE, in))
        return err_sys(err, "cannot share the blocks of '%s'",
                       job->from->path);
    if (job->size > job->from->capacity &&
        ftruncate(file_fd(file), (off_t)job->size))
        return err_sys(err, "cannot make '%s' so large", job->path);
    return 0;
}

static int make(const struct store_job *job, struct err *err)
{
    AUTO(fd_close) int in = open(job->from->path, O_RDONLY | O_CLOEXEC);
    AUTO(file_free) struct file *file = NULL;

    if (in < 0)
        return err_sys(err, "cannot open '%s'", job->from->path);
    file = file_begin(job, in, err);
    if (!file || share_blocks(file, job, in, err) ||
        same_rebase(job, file, err))
        return -1;
    return file_finish(file, err);
}

const struct engine engine_reflink = {
    .name = "reflink",
    .help = "share the file's blocks until one side writes",
    .can = can,
    .bytes = bytes,
    .make = make,
};
