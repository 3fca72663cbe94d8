/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A destination file: made so that nothing is ever overwritten. */
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include "store/store.h"

/* Whether the job can end in a file that this process makes itself. */
bool file_can(const struct store_job *job, struct store_why *why);

/* Create job->path, which must not exist (also not as a dangling link), with
 * its undo recorded; mode and, where allowed, owner are those of source_fd
 * when that is not a device. Returns a descriptor for writing or -1. */
int file_create(const struct store_job *job, int source_fd, struct err *err);

/* The bytes and the name are on the disk when this returns. Tells the pool,
 * if there is one, about its new volume. */
int file_finish(const struct store_job *job, int fd, struct err *err);

#endif
