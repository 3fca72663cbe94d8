/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making the disks of a clone, several at once. */
#ifndef CLONE_MAKE_H
#define CLONE_MAKE_H

#include "base/err.h"

struct clone;

/* Make what has an engine: disks and NVRAM. When one fails, or the user says
 * stop, the others stop too; all that was made is on clone->undo, in the
 * disks' order. */
int disks_make(struct clone *clone, struct err *err);

#endif
