/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host name inside a domain that is renamed. */
#ifndef CLONE_RENAME_INSIDE_H
#define CLONE_RENAME_INSIDE_H

#include "clone/inside.h"
#include "clone/rename.h"
#include "guest/seal_name.h"

struct rename_inside {
    struct inside inside;
    struct guest_fs *fs;
    struct seal_files before;
};

/* Change it, on the disk when this returns; on failure it is as it was. Refused
 * where a linked clone needs the image. */
int rename_inside(const struct rename_spec *spec, struct rename_inside *ret,
                  struct err *err);
/* What came after has failed: as it was. */
int rename_inside_back(struct rename_inside *renaming, struct err *err);
void rename_inside_done(struct rename_inside *renaming);

#endif
