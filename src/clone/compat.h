/* SPDX-License-Identifier: GPL-3.0-or-later */
/* virt-clone's ways to say what a clone is to be, in terms of ours. */
#ifndef CLONE_COMPAT_H
#define CLONE_COMPAT_H

#include "base/err.h"

#include <stdbool.h>

struct clone;
struct disk;
struct image;

/* --file, --force-copy, --skip-copy and --preserve-data: choices for the disks
 * in their order. */
int compat_disks(struct clone *clone, struct err *err);

/* virt-clone takes files outside the pools of libvirt's test driver for this
 * machine's own. Whether the image is one. */
bool compat_probe(const struct clone *clone, struct image *image);

/* virt-clone --print-xml prints what it could not do: 0 when that is asked for
 * (the error becomes a note), else -1. */
int compat_allows(struct clone *clone, const struct disk *disk,
                  struct err *err);

/* The name for --auto-clone: NAME-clone, or the next number. */
void compat_name(struct clone *clone);

#endif
