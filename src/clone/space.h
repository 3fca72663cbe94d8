/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether what a clone will write fits where it goes. */
#ifndef CLONE_SPACE_H
#define CLONE_SPACE_H

#include "base/err.h"

struct clone;

/* Summed over all disks for each file system (local) or pool (remote). */
int space_check(const struct clone *clone, struct err *err);

#endif
