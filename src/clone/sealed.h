/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --seal-once: what is sealed alike in all clones of a call is sealed once, in
 * a base that lies between them and the source:
 *
 *     the source's image <- the base's, read-only <- each clone's
 *
 * The base is a clone that is never defined. It is planned with the first
 * clone, made before all, and stays as long as something stands on it: it
 * goes at the end of the call where nothing does, because all clones failed,
 * or because they are reflinks, which share blocks and no files.
 */
#ifndef CLONE_SEALED_H
#define CLONE_SEALED_H

#include "base/undo.h"

#include <stdbool.h>

struct clone;
struct disk;

struct sealed {
    struct clone *base;   /* NULL: nobody wants one */
    struct image *images; /* one a disk of it: what clones are made from */
    struct clone **users; /* the clones */
    size_t n_users;
};

/* Plan the base with the first clone; look whether the others fit. Once the
 * clone's methods are known, and before its disks get their places. */
int sealed_plan(struct clone *clone, struct err *err);
/* A disk of a clone got its engine: let it stand on the base. */
int sealed_carry(struct clone *clone, struct disk *disk, struct err *err);

/* Make it. On failure nothing is left, or the error is ERR_LEFTOVER. */
int sealed_make(struct sealed *sealed, struct err *err);
/* All clones have ended: take away what nothing stands on. stay: leave it to
 * `recover`, because of what else is left. `left` gets what cannot be. */
void sealed_end(struct sealed *sealed, bool stay, struct strv *left);
void sealed_done(struct sealed *sealed);

/* An image of a base. It is removed unless a domain or an image needs it. */
extern const struct undo_kind undo_sealed;
/* Clones may stand on it from now on: their images' paths, and the connection
 * on which to look for others. */
void undo_sealed_used(struct undo_step *step, const struct strv *paths,
                      void *vir);

#endif
