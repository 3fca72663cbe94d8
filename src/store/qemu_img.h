/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running qemu-img for an engine. */
#ifndef STORE_QEMU_IMG_H
#define STORE_QEMU_IMG_H

#include "store/store.h"

struct file;

/* NULL when PATH has qemu-img, else a reason for an engine's can(). */
const char *qemu_img_missing(void);

/* Run it, with file's descriptor open when there is one (file_child_path in
 * argv). */
int qemu_img_run(const struct store_job *job, const struct file *file,
                 const char *const *argv, struct err *err);

#endif
