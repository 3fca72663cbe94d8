/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new image with nothing in it, as large as the source's and of its format.
 * It is no copy, so it is none of store_engines. */
#include "base/mem.h"
#include "store/file.h"
#include "store/qemu_img.h"
#include "store/volume.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool is_raw(const struct store_job *job)
{
    return !strcmp(job->format, "raw");
}

static bool can_file(const struct store_job *job, struct store_why *why)
{
    return file_can(job, is_raw(job) ? NULL : qemu_img_missing(), why);
}

static bool can(const struct store_job *job, struct store_why *why)
{
    if (!job->from->encrypted)
        return can_file(job, why) || job->pool;
    snprintf(why->text, sizeof(why->text),
             "the source is encrypted, and a new image would not be");
    return false;
}

/* A header and first tables. */
static uint64_t bytes(const struct store_job *job)
{
    if (job->allocate)
        return job->size;
    return is_raw(job) ? 0 : 256 << 10;
}

static int write_header(const struct file *file, const struct store_job *job,
                        struct err *err)
{
    AUTO(free) char *options = qemu_img_options(job);
    AUTO(free) char *size = mem_fmt("%llu", (unsigned long long)job->size);
    const char *argv[16] = { "qemu-img", "create", "-q", "-f", job->format };
    size_t n = 5;

    if (options) {
        argv[n++] = "-o";
        argv[n++] = options;
    }
    argv[n++] = "--";
    argv[n++] = file_child_path(file);
    argv[n++] = size;
    return qemu_img_run(job, file_fd(file), argv, err);
}

static int fill(const struct file *file, const struct store_job *job,
                struct err *err)
{
    if (!is_raw(job))
        return write_header(file, job, err);
    if (ftruncate(file_fd(file), (off_t)job->size))
        return err_sys(err, "cannot make '%s' %s large", job->path,
                       str_size(job->size).text);
    return 0;
}

static int make_file(const struct store_job *job, struct err *err)
{
    AUTO(fd_close) int like = open(job->from->path, O_PATH | O_CLOEXEC);
    AUTO(file_free) struct file *file = file_begin(job, like, err);

    return !file || fill(file, job, err) ? -1 : file_finish(file, err);
}

static int make(const struct store_job *job, struct err *err)
{
    struct store_why why;

    return can_file(job, &why) ? make_file(job, err) : volume_blank(job, err);
}

const struct engine engine_blank = {
    .name = "blank",
    .help = "make a new image with nothing in it",
    .is_new = true,
    .can = can,
    .bytes = bytes,
    .make = make,
};
