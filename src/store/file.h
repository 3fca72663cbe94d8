/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A destination file. It has no name while it is filled (O_TMPFILE), so that
 * nothing of it is left whatever ends this process; then it is linked to its
 * name, which fails when there is one: nothing is ever overwritten. Where a
 * file system lacks the one or the other (NFS, FAT, some of FUSE) it has a
 * hidden name first, and is renamed, with the same promise.
 */
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include "base/cleanup.h"
#include "store/store.h"

struct file; /* being made */

/* Whether the job can end in a file that this process makes itself; no: why
 * the engine cannot do it anyway, or NULL. */
bool file_can(const struct store_job *job, const char *no,
              struct store_why *why);

/* The directory of that path, or where it is still to be made the nearest one
 * above that is there; to be freed. */
char *file_room(const char *path);

/* That a file of that path has, or has not, its name is on the disk. */
int file_sync_name(const char *path, struct err *err);

/* Begin job->path. Mode and, where allowed, owner are those of source_fd when
 * that is a regular file. */
struct file *file_begin(const struct store_job *job, int source_fd,
                        struct err *err);

int file_fd(const struct file *file); /* for reading and writing */

/* A path by which a child process that keeps the descriptor can open it. */
const char *file_child_path(const struct file *file);

/* Bytes and name are on the disk when this returns; its undo was recorded
 * before it got the name. A pool is not told: see store/refresh.h. */
int file_finish(struct file *file, struct err *err);

/* Closes it; one that is not finished is gone. */
void file_free(struct file *file);
CLEANUP_FUNC(struct file *, file_free);

#endif
