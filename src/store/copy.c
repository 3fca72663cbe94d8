/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Copy a file or device byte for byte: holes stay holes, and zeroes become
 * some. Where the file system can do more than read and write (share blocks,
 * copy on the server), the kernel is asked to copy.
 */
#include "base/mem.h"
#include "store/file.h"
#include "store/lock.h"
#include "store/same.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

/* Small enough to stop within a blink, large enough to cost nothing. A block
 * of zeroes of BLOCK bytes is not written. */
enum { CHUNK = 8 << 20, BUFFER = 256 << 10, BLOCK = 64 << 10 };

/* So much is handed to the device at a time, while the copy goes on. */
enum { WINDOW = 1 << 20 };

static uint64_t bytes(const struct store_job *job)
{
    return job->from->allocation;
}

struct copy {
    const struct store_job *job;
    int in, out;
    bool by_hand; /* the kernel is no help between these two files */
    char *buffer;
    off_t handed; /* up to here the device has been told to write */
};

static int write_block(struct copy *copy, const char *bytes, size_t n,
                       off_t at, struct err *err)
{
    while (n) {
        ssize_t w = pwrite(copy->out, bytes, n, at);

        if (w < 0)
            return err_sys(err, "cannot write '%s'", copy->job->path);
        bytes += w;
        at += w;
        n -= (size_t)w;
    }
    return 0;
}

static bool is_zero(const char *bytes, size_t n)
{
    return !*bytes && !memcmp(bytes, bytes + 1, n - 1);
}

/* What is not written is a hole, which reads as zeroes. */
static int write_all(struct copy *copy, size_t n, off_t at, struct err *err)
{
    for (size_t i = 0; i < n; i += BLOCK) {
        size_t m = n - i < BLOCK ? n - i : BLOCK;

        if (!is_zero(copy->buffer + i, m) &&
            write_block(copy, copy->buffer + i, m, at + (off_t)i, err))
            return -1;
    }
    return 0;
}

/* Bytes copied, 0 at the source's end, -1. */
static ssize_t by_hand(struct copy *copy, off_t at, size_t n, struct err *err)
{
    ssize_t got;

    if (!copy->buffer)
        copy->buffer = mem_new(BUFFER, 1);
    got = pread(copy->in, copy->buffer, n < BUFFER ? n : BUFFER, at);
    if (got < 0)
        return err_sys(err, "cannot read '%s'", copy->job->from->path);
    return write_all(copy, (size_t)got, at, err) ? -1 : got;
}

static bool kernel_will_not(int code)
{
    return code == EXDEV || code == EINVAL || code == ENOSYS ||
           code == EOPNOTSUPP || code == EPERM || code == ETXTBSY;
}

static ssize_t by_kernel(struct copy *copy, off_t at, size_t n,
                         struct err *err)
{
    loff_t in = at, out = at;
    ssize_t got = copy_file_range(copy->in, &in, copy->out, &out,
                                  n < CHUNK ? n : CHUNK, 0);

    if (got > 0)
        return got;
    if (got == 0 || kernel_will_not(errno)) {
        copy->by_hand = true;
        return by_hand(copy, at, n, err);
    }
    return err_sys(err, "cannot copy '%s' to '%s'", copy->job->from->path,
                   copy->job->path);
}

/* Else the device would be idle until memory is full of what is to be written,
 * and the fsync in the end would have it all to do. A failure shows there. */
static void hand_over(struct copy *copy, off_t end)
{
    if (end - copy->handed < WINDOW)
        return;
    sync_file_range(copy->out, copy->handed, end - copy->handed,
                    SYNC_FILE_RANGE_WRITE);
    copy->handed = end;
}

static int copy_range(struct copy *copy, off_t at, off_t end, struct err *err)
{
    while (at < end) {
        size_t n = (size_t)(end - at);
        ssize_t got;

        if (atomic_load(copy->job->stop))
            return store_stopped(err);
        got = copy->by_hand ? by_hand(copy, at, n, err)
                            : by_kernel(copy, at, n, err);
        if (got < 0)
            return -1;
        if (got == 0)
            return err_fail(err, "'%s' became shorter while it was copied",
                            copy->job->from->path);
        at += got;
        hand_over(copy, at);
    }
    return 0;
}

/* The next stretch of data at or after *at; false when only a hole is left.
 * A file system that knows no holes reports all of it as data. */
static bool next_data(int fd, off_t *at, off_t *ret_end, off_t size)
{
    off_t data = lseek(fd, *at, SEEK_DATA);

    if (data < 0 && errno == ENXIO)
        return false;
    *at = data < 0 ? *at : data;
    *ret_end = lseek(fd, *at, SEEK_HOLE);
    if (*ret_end < 0)
        *ret_end = size;
    return true;
}

static int copy_data(struct copy *copy, off_t size, struct err *err)
{
    off_t at = 0, end;

    while (at < size && next_data(copy->in, &at, &end, size)) {
        if (copy_range(copy, at, end < size ? end : size, err))
            return -1;
        at = end;
    }
    return 0;
}

/* Of a device, too, where st_size is 0. A qcow2 image there is larger than
 * what its guest sees. */
static off_t source_size(int in)
{
    return lseek(in, 0, SEEK_END);
}

static off_t target_size(const struct store_job *job, off_t source)
{
    bool grows = !strcmp(job->format, "raw") && (off_t)job->size > source;

    return grows ? (off_t)job->size : source;
}

/* On others copy_file_range reads and writes as we do, but cannot leave out
 * zeroes. */
static bool kernel_helps(int fd)
{
    static const unsigned long kinds[] = {
        BTRFS_SUPER_MAGIC, XFS_SUPER_MAGIC,  OCFS2_SUPER_MAGIC,
        NFS_SUPER_MAGIC,   CIFS_SUPER_MAGIC, SMB2_SUPER_MAGIC,
        CEPH_SUPER_MAGIC,
    };
    struct statfs fs;

    if (fstatfs(fd, &fs))
        return false;
    for (size_t i = 0; i < COUNT(kinds); i++)
        if ((unsigned long)fs.f_type == kinds[i])
            return true;
    return false;
}

static int check_unchanged(struct copy *copy, const struct stat *before,
                           struct err *err)
{
    struct stat now;

    if (fstat(copy->in, &now))
        return err_sys(err, "cannot look at '%s'", copy->job->from->path);
    if (now.st_size != before->st_size ||
        now.st_mtim.tv_sec != before->st_mtim.tv_sec ||
        now.st_mtim.tv_nsec != before->st_mtim.tv_nsec)
        return err_fail(err, "'%s' was written to while it was copied",
                        copy->job->from->path);
    return 0;
}

static int copy_all(struct copy *copy, struct err *err)
{
    const struct store_job *job = copy->job;
    struct stat st;
    off_t size;

    if (fstat(copy->in, &st))
        return err_sys(err, "cannot look at '%s'", job->from->path);
    size = source_size(copy->in);
    if (ftruncate(copy->out, target_size(job, size)))
        return err_sys(err, "cannot make '%s' so large", job->path);
    if (copy_data(copy, size, err))
        return -1;
    return check_unchanged(copy, &st, err);
}

static int make(const struct store_job *job, struct err *err)
{
    AUTO(fd_close) int in = open(job->from->path, O_RDONLY | O_CLOEXEC);
    AUTO(file_free) struct file *file = NULL;
    struct copy copy = { .job = job, .in = in };
    int rc;

    if (in < 0)
        return err_sys(err, "cannot open '%s'", job->from->path);
    if (lock_for_reading(in, job->from->path, err))
        return -1;
    file = file_begin(job, in, err);
    if (!file)
        return -1;
    copy.out = file_fd(file);
    copy.by_hand = !kernel_helps(copy.out);
    rc = copy_all(&copy, err);
    free(copy.buffer);
    return rc || same_rebase(job, file, err) ? -1 : file_finish(file, err);
}

const struct engine engine_copy = {
    .name = "copy",
    .help = "copy the file, holes kept",
    .can = same_can,
    .bytes = bytes,
    .make = make,
};
