/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Let qemu-img make the copy: it flattens a backing chain, changes the format
 * and grows a qcow2 image. */
#include "base/mem.h"
#include "base/proc.h"
#include "store/file.h"

#include <fcntl.h>
#include <string.h>

static bool can(const struct store_job *job, struct store_why *why)
{
    const struct image *from = job->from;
    const char *no = NULL;

    if (!job->local)
        return file_can(job, why);
    if (!from->opened)
        no = "this user cannot read the source";
    else if (from->encrypted)
        no = "it would write the encrypted data in plain text";
    else if (!proc_exists("qemu-img"))
        no = "qemu-img is not installed";
    if (!no)
        return file_can(job, why);
    snprintf(why->text, sizeof(why->text), "%s", no);
    return false;
}

/* A chain adds its layers' data; the top's own is what is known here. */
static uint64_t bytes(const struct store_job *job)
{
    return job->from->backing.n ? job->from->capacity
                                : job->from->allocation;
}

static int qemu_img(const struct store_job *job, const char *const *argv,
                    struct err *err)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct proc proc = { .argv = argv, .limit = 64 << 10, .stop = job->stop };

    if (proc_run(&proc, &result, err))
        return -1;
    if (result.status == 0)
        return 0;
    return err_fail(err, "qemu-img %s failed with status %d: %.*s", argv[1],
                    result.status, (int)strcspn(result.err, "\n"),
                    result.err);
}

static int convert(const struct store_job *job, struct err *err)
{
    const char *const argv[] = {
        "qemu-img",   "convert",        "-f",      job->from->format, "-O",
        job->format,  "--",             job->from->path,
        job->path,    NULL,
    };

    return qemu_img(job, argv, err);
}

static int grow(const struct store_job *job, struct err *err)
{
    AUTO(free) char *size = mem_fmt("%llu", (unsigned long long)job->size);
    const char *const argv[] = {
        "qemu-img", "resize", "-q",      "-f", job->format,
        "--",       job->path, size, NULL,
    };

    return job->size > job->from->capacity ? qemu_img(job, argv, err) : 0;
}

/* qemu-img would overwrite; so the file is made first, and it fills it. */
static int make(const struct store_job *job, struct err *err)
{
    AUTO(fd_close) int in = open(job->from->path, O_RDONLY | O_CLOEXEC);
    AUTO(fd_close) int out = -1;

    if (in < 0)
        return err_sys(err, "cannot open '%s'", job->from->path);
    out = file_create(job, in, err);
    if (out < 0 || convert(job, err) || grow(job, err))
        return -1;
    return file_finish(job, out, err);
}

const struct engine engine_convert = {
    .name = "convert",
    .help = "let qemu-img write a new image, flattened",
    .can = can,
    .bytes = bytes,
    .make = make,
};
