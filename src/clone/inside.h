/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disks of a domain, for libguestfs: to look inside, or to change it. */
#ifndef CLONE_INSIDE_H
#define CLONE_INSIDE_H

#include "guest/fs.h"
#include "store/image.h"

struct inside {
    char *name; /* the domain's */
    struct image *images;
    size_t n;
    struct strv keys; /* passphrases */
};

/* Whether libguestfs can open it; the error names the disk by its target. */
int inside_check(const struct image *image, const char *target,
                 struct err *err);

/* Of a domain that is shut off, without a managed save, on this machine: those
 * of its disks that it writes to. key_files (may be NULL) have passphrases in
 * their first lines. */
int inside_read(virDomainPtr domain, const struct strv *key_files,
                struct inside *ret, struct err *err);
void inside_done(struct inside *inside);
CLEANUP_DONE(struct inside, inside_done);

/* Add its drives; texts are the inside's. */
void inside_drives(const struct inside *inside, struct guest_drives *into);

#endif
