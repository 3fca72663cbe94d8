/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The UEFI variables of a domain: a file of its own, copied like a disk. */
#ifndef CLONE_NVRAM_H
#define CLONE_NVRAM_H

#include "base/err.h"

struct clone;

/* Find <nvram> in clone->xml, in both its forms, and add its file or block
 * device to the clone's sides. Where there is no file yet only its path
 * changes: libvirt makes it from the template at the first start. */
int nvram_read(struct clone *clone, struct err *err);

/* Name its copy, always a file: NAME_VARS beside it, of a device where libvirt
 * keeps such files, or as --nvram says. */
int nvram_place(struct clone *clone, struct err *err);

#endif
