/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The undo stack: what was done to the world, and how to take it back.
 *
 * A step is recorded before it is made, and described by data (a kind and
 * its words), so that the same record can be written to a file. On failure
 * the stack runs newest first; on success it is forgotten.
 *
 *     undo_push(undo, &undo_file, "create /x/a.qcow2", path);
 *     if (open(path, O_CREAT | O_EXCL ...) < 0) {
 *         undo_drop(undo);              nothing was made: nothing to undo
 *         return err_sys(...);
 *     }
 */
#ifndef BASE_UNDO_H
#define BASE_UNDO_H

#include "base/err.h"
#include "base/str.h"

struct undo_step;

struct undo_kind {
    const char *name; /* stable: names the record */
    /* Take the step back. Returns 0 also when there was nothing to undo. */
    int (*undo)(struct undo_step *step, struct err *err);
    /* Frees step->data; may be NULL. */
    void (*free)(void *data);
};

struct undo_step {
    const struct undo_kind *kind;
    char *what;     /* for people: "create volume 'x' in pool 'y'" */
    char *subject;  /* for the kind: a path, a name */
    void *data;     /* for the kind: a connection, a Lua reference */
    bool uncertain; /* interrupted: it may or may not have been made */
};

struct undo {
    struct undo_step *v;
    size_t n;
};

/* Record a step that is about to be made. Texts are copied, data is taken
 * over. The step stays valid until the next push. */
struct undo_step *undo_push(struct undo *undo, const struct undo_kind *kind,
                            const char *subject, void *data);
void undo_what(struct undo_step *step, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The newest step was not made after all: forget it. */
void undo_drop(struct undo *undo);

/* Take all back, newest first. What cannot be taken back is added to `left`
 * as "what: why". Returns 0 when nothing is left over, else -1. The stack is
 * empty afterwards. */
int undo_run(struct undo *undo, struct strv *left);

/* All went well: forget the steps. */
void undo_done(struct undo *undo);
CLEANUP_DONE(struct undo, undo_done);

/* A file that we created; subject is its absolute path. Not removed when it
 * is no longer the file (device and inode) that undo_file_made noted. */
extern const struct undo_kind undo_file;
void undo_file_made(struct undo_step *step, int fd);

#endif
