/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Directories that new files need, and that are not there yet. */
#ifndef CLONE_MKDIR_H
#define CLONE_MKDIR_H

#include "base/undo.h"

#include <pthread.h>

struct clone;
struct disk;

/* What the clones of a call have made. Another one of them may need it, so it
 * has a stack and a journal of its own, and goes when all have ended. */
struct mkdirs {
    pthread_mutex_t mutex;
    struct undo undo;
};

/* A placed disk's directory must be there, unless it may be made. */
int mkdir_plan(const struct clone *clone, const struct disk *disk,
               struct err *err);
/* Make those that the clone's files need. */
int mkdir_run(struct clone *clone, struct err *err);
/* All have ended: remove what is empty. `left` gets "what: why" of what cannot
 * be. Where clones could not be undone, their files may be in it: all of it
 * waits for `recover`, then. */
void mkdir_end(struct mkdirs *dirs, bool wait, struct strv *left);

/* A directory that we made; it is removed when it is empty. subject and words
 * are as with a file; without words nobody knows whose it is. */
extern const struct undo_kind undo_dir;

#endif
