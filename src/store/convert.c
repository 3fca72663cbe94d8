/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Let qemu-img make the copy: it flattens a backing chain, changes the format
 * and grows a qcow2 image. */
#include "base/mem.h"
#include "store/file.h"
#include "store/lock.h"
#include "store/qemu_img.h"

#include <fcntl.h>
#include <string.h>

static const char *why_not(const struct store_job *job)
{
    if (!job->from->opened)
        return "this user cannot read the source";
    if (job->keep_chain)
        return "it would flatten the backing chain";
    if (job->from->encrypted)
        return "it would write the encrypted data in plain text";
    return qemu_img_missing();
}

static bool can(const struct store_job *job, struct store_why *why)
{
    return file_can(job, why_not(job), why);
}

/* Of a chain what all its layers have, at most all that the guest sees. */
static uint64_t bytes(const struct store_job *job)
{
    const struct image *from = job->from;
    uint64_t all = from->allocation + from->below;

    return from->below && all > from->capacity ? from->capacity : all;
}

static int convert(const struct file *file, const struct store_job *job,
                   struct err *err)
{
    AUTO(free) char *options = qemu_img_options(job);
    const char *argv[16] = { "qemu-img", "convert",   "-f",
                             job->from->format, "-O", job->format };
    size_t n = 6;

    if (options) {
        argv[n++] = "-o";
        argv[n++] = options;
    }
    argv[n++] = "--";
    argv[n++] = job->from->path;
    argv[n++] = file_child_path(file);
    return qemu_img_run(job, file_fd(file), argv, err);
}

static int grow(const struct file *file, const struct store_job *job,
                struct err *err)
{
    AUTO(free) char *size = mem_fmt("%llu", (unsigned long long)job->size);
    const char *const argv[] = {
        "qemu-img",  "resize", "-q",
        "-f",        job->format,
        "--",        file_child_path(file),
        size,        NULL,
    };

    if (job->size <= job->from->capacity)
        return 0;
    return qemu_img_run(job, file_fd(file), argv, err);
}

/* qemu-img itself does not keep writers off a raw image that it reads. */
static int make(const struct store_job *job, struct err *err)
{
    AUTO(fd_close) int in = open(job->from->path, O_RDONLY | O_CLOEXEC);
    AUTO(file_free) struct file *file = NULL;

    if (in < 0)
        return err_sys(err, "cannot open '%s'", job->from->path);
    if (lock_for_reading(in, job->from->path, err))
        return -1;
    file = file_begin(job, in, err);
    if (!file || convert(file, job, err) || grow(file, job, err))
        return -1;
    return file_finish(file, err);
}

const struct engine engine_convert = {
    .name = "convert",
    .help = "let qemu-img write a new image, flattened",
    .can = can,
    .bytes = bytes,
    .make = make,
};
