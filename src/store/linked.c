/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A qcow2 overlay on the source's image: instant and small, but the source
 * must never be written to again. So it is made only when asked for by name.
 */
#include "store/file.h"
#include "store/overlay.h"

#include <string.h>

static const char *why_not(const struct store_job *job)
{
    if (!job->from->opened)
        return "this user cannot read the source";
    if (job->from->encrypted)
        return "the source is encrypted";
    if (strcmp(job->format, "qcow2"))
        return "only a qcow2 image can have a backing file";
    return NULL;
}

static bool can(const struct store_job *job, struct store_why *why)
{
    const char *no = job->local ? why_not(job) : NULL;

    if (!no)
        return file_can(job, why);
    snprintf(why->text, sizeof(why->text), "%s", no);
    return false;
}

/* An empty qcow2 image: header, first tables. */
static uint64_t bytes(const struct store_job *job)
{
    (void)job;
    return 256 << 10;
}

/* The backing path is absolute, for the overlay may be in another directory,
 * and its format is recorded, for QEMU must not guess it. */
static int make(const struct store_job *job, struct err *err)
{
    AUTO(file_free) struct file *file = file_begin(job, -1, err);
    struct overlay overlay = {
        .backing = job->from->path,
        .format = job->from->format,
        .size = job->size,
    };

    if (!file)
        return -1;
    if (overlay_write(file_fd(file), &overlay, err))
        return err_wrap(err, "'%s'", job->path);
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
