/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether what the clones of a call will write fits where it goes. */
#ifndef CLONE_SPACE_H
#define CLONE_SPACE_H

#include "base/err.h"

#include <stddef.h>

struct clone;

/* File systems (local) and pools (remote), and what all clones so far want of
 * each. `{ 0 }` is empty. */
struct space_place;
struct space {
    struct space_place *v;
    size_t n;
};

/* Add the disks of a clone; fails when it is more than is free. */
int space_add(struct space *space, const struct clone *clone,
              struct err *err);
void space_done(struct space *space);

#endif
