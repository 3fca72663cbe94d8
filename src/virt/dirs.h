/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where libvirt's QEMU driver keeps a domain's state beside its XML. */
#ifndef VIRT_DIRS_H
#define VIRT_DIRS_H

#include "base/cleanup.h"

#include <libvirt/libvirt.h>

/* Of libvirt 9.0, qemu/qemu_conf.c: below lib there are save/NAME.save,
 * snapshot/NAME, checkpoint/NAME and nvram/NAME_VARS.fd; below swtpm a
 * directory for each UUID. */
struct dirs {
    char *lib, *swtpm; /* NULL: not a QEMU driver of this machine */
};

/* Never fails; by the connection's URI. */
void dirs_read(virConnectPtr vir, struct dirs *ret);
void dirs_done(struct dirs *dirs);
CLEANUP_DONE(struct dirs, dirs_done);

#endif
