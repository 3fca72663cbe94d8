/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/same.h"
#include "store/file.h"

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
    if (from->backing.n)
        return "the source has a backing file";
    if (from->data_file)
        return "the source's data is in another file";
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
    const char *no = job->local ? why_not(job) : NULL;

    if (!no)
        return file_can(job, why);
    snprintf(why->text, sizeof(why->text), "%s", no);
    return false;
}
