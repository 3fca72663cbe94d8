/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --replace: the domain that has the clone's name goes first. */
#ifndef CLONE_REPLACE_H
#define CLONE_REPLACE_H

#include "base/undo.h"

struct clone;

/* Destroy and undefine it, if there is one. Its disks and its UEFI variables
 * stay. Undone, it is defined again. */
int replace_old(struct clone *clone, struct err *err);

/* A domain that we undefined. */
extern const struct undo_kind undo_replaced;

#endif
