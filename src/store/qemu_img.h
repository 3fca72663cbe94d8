/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running qemu-img for an engine. */
#ifndef STORE_QEMU_IMG_H
#define STORE_QEMU_IMG_H

#include "store/store.h"

/* NULL when PATH has qemu-img, else a reason for an engine's can(). */
const char *qemu_img_missing(void);

/* For -o: what the guest does not see, but who made the source's image chose;
 * NULL: nothing. To be freed. */
char *qemu_img_options(const struct store_job *job);

/* Run it, with this descriptor open, too (as "/dev/fd/N" in argv); -1: none. */
int qemu_img_run(const struct store_job *job, int fd, const char *const *argv,
                 struct err *err);

#endif
