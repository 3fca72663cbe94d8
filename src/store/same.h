/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reflink and copy have in common: the new file is the old one. */
#ifndef STORE_SAME_H
#define STORE_SAME_H

#include "store/store.h"

/* Whether the same bytes in another file are a whole copy of the image, and
 * this process can read and write them. */
bool same_can(const struct store_job *job, struct store_why *why);

/* A backing file that is named relative to the image must be named otherwise
 * in another directory: by its absolute path. */
struct file;
int same_rebase(const struct store_job *job, const struct file *file,
                struct err *err);

#endif
