/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Directories that new files need, and that are not there yet. */
#ifndef CLONE_MKDIR_H
#define CLONE_MKDIR_H

#include "base/undo.h"

#include <pthread.h>

struct clone;
struct disk;

/* Those that failed clones of a call have made. Another clone of the call may
 * need them, so they are removed when all have ended. */
struct mkdir_left {
    pthread_mutex_t mutex;
    struct strv dirs;
};

/* A placed disk's directory must be there, unless it may be made. */
int mkdir_plan(const struct clone *clone, const struct disk *disk,
               struct err *err);
/* Make those that the clone's files need. */
int mkdir_run(struct clone *clone, struct err *err);
/* Remove what is empty. */
void mkdir_flush(struct mkdir_left *left);

/* A directory that we made; it is removed when it is empty. */
extern const struct undo_kind undo_dir;

#endif
