/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For clone/place*.c alone. */
#ifndef CLONE_PLACE_H
#define CLONE_PLACE_H

#include "clone/disk.h"

/* Whether its copy stands on the same backing chain as the source's image. */
bool disk_keeps_chain(const struct disk *disk);

/* Write where the image is, and which format it has, into its <disk>; or that
 * there is none in the drive. */
int place_write(const struct disk *disk, struct err *err);
int place_write_empty(const struct disk *disk, struct err *err);

#endif
