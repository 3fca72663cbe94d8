/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The domain that is cloned. */
#ifndef CLONE_SOURCE_H
#define CLONE_SOURCE_H

#include "base/err.h"

struct clone;

/* Find it, refuse it when it is not shut off or has a managed save (its disks
 * are then not what its memory believes), and read its XML: inactive, so that
 * names of the running machine are not in it; with passwords, for without
 * them the clone's console would be open. */
int source_read(struct clone *clone, struct err *err);

/* It is still shut off: asked again once the disks are copied. */
int source_check(const struct clone *clone, struct err *err);

#endif
