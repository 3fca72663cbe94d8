/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The UEFI variables of a domain: a file of its own, copied like a disk. */
#ifndef CLONE_NVRAM_H
#define CLONE_NVRAM_H

#include "base/err.h"

struct clone;

/* Find <nvram> in clone->xml; sets clone->nvram when its file is to be copied.
 * A file that does not exist yet needs no copy: libvirt makes it from the
 * template at the first start. */
int nvram_read(struct clone *clone, struct err *err);

/* Fix its destination and write it into clone->xml. */
int nvram_place(struct clone *clone, struct err *err);

#endif
