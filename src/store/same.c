/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/same.h"
#include "store/file.h"
#include "store/qemu_img.h"

#include <string.h>

/* VMDK, QED and others may name further files, which a copy would share. */
static bool is_whole(const struct image *image)
{
    return !strcmp(image->format, "raw") || !strcmp(image->format, "qcow2");
}

static const char *why_not(const struct store_job *job)
{
    const struct image *from = job->from;

    if (!from->opened)
        return "this user cannot read the source";
    if (from->backing.n && !job->keep_chain)
        return "the source has a backing file";
    if (from->qcow2.data_file)
        return "the source's data is in another file";
    if (from->qcow2.snapshots && !strcmp(job->method, "auto"))
        return "it would keep the image's internal snapshots";
    if (from->qcow2.bitmaps && !strcmp(job->method, "auto"))
        return "it would keep the image's dirty bitmaps";
    if (strcmp(from->format, job->format))
        return "the format changes";
    if (!is_whole(from))
        return "an image of this format may have parts in other files";
    if (job->size > from->capacity && strcmp(job->format, "raw"))
        return "the image grows";
    return NULL;
}

bool same_can(const struct store_job *job, struct store_why *why)
{
    return file_can(job, why_not(job), why);
}

static bool same_directory(const char *a, const char *b)
{
    size_t n = (size_t)(strrchr(a, '/') - a);

    return n == (size_t)(strrchr(b, '/') - b) && !strncmp(a, b, n);
}

/* Without a record QEMU would guess: then its first guess is written down. */
static const char *backing_format(const struct image *from)
{
    const char *recorded = from->qcow2.backing_format;

    return *recorded ? recorded : from->backing_is_qcow2 ? "qcow2" : "raw";
}

int same_rebase(const struct store_job *job, const struct file *file,
                struct err *err)
{
    const struct image *from = job->from;
    const char *const argv[] = {
        "qemu-img", "rebase", "-u",
        "-f",       "qcow2",  "-b",
        from->backing.n ? from->backing.v[0] : "",
        "-F",       backing_format(from),
        "--",       file_child_path(file),
        NULL,
    };

    if (!from->backing.n || *from->qcow2.backing == '/' ||
        same_directory(from->path, job->path))
        return 0;
    return qemu_img_run(job, file_fd(file), argv, err);
}
