/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A qcow2 overlay on the source's image: instant and small, but the source
 * must never be written to again. So it is made only when asked for by name.
 */
#include "base/mem.h"
#include "store/file.h"
#include "store/qemu_img.h"
#include "store/templates.h"

#include <string.h>

static const char *why_not(const struct store_job *job)
{
    if (!job->from->opened)
        return "this user cannot read the source";
    if (job->from->encrypted)
        return "the source is encrypted";
    if (strcmp(job->format, "qcow2"))
        return "only a qcow2 image can have a backing file";
    return qemu_img_missing();
}

static bool can(const struct store_job *job, struct store_why *why)
{
    return file_can(job, why_not(job), why);
}

/* An empty qcow2 image: header, first tables. */
static uint64_t bytes(const struct store_job *job)
{
    (void)job;
    return 256 << 10;
}

/* Blocks of zeroes stay holes. */
static int copy(const struct store_job *job, int from, int to,
                struct err *err)
{
    enum { BLOCK = 64 << 10 };
    AUTO(free) char *block = mem_new(BLOCK, 1);
    AUTO(free) char *zero = mem_new(BLOCK, 1);
    off_t at = 0;
    ssize_t n;

    while ((n = pread(from, block, BLOCK, at)) > 0) {
        size_t m = (size_t)n;

        if (memcmp(block, zero, m) && pwrite(to, block, m, at) != n)
            return err_sys(err, "cannot write '%s'", job->path);
        at += n;
    }
    if (n < 0 || ftruncate(to, at))
        return err_sys(err, "cannot write '%s'", job->path);
    return 0;
}

static int make(const struct store_job *job, struct err *err)
{
    int overlay = templates_get(job->templates, job, err);
    AUTO(file_free) struct file *file = NULL;

    if (overlay < 0)
        return -1;
    file = file_begin(job, -1, err);
    if (!file || copy(job, overlay, file_fd(file), err))
        return -1;
    return file_finish(file, err);
}

const struct engine engine_linked = {
    .name = "linked",
    .help = "an overlay that keeps only what differs from the source's image",
    .by_name = true,
    .can = can,
    .bytes = bytes,
    .make = make,
};
