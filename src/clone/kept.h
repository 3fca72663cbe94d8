/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What libvirt makes of what hooks wrote into the XML: before the first byte is
 * copied, and once the domain is defined. Nothing is asked if they wrote
 * nothing.
 */
#ifndef CLONE_KEPT_H
#define CLONE_KEPT_H

#include "base/err.h"

struct clone;

/* Let QEMU's driver read the XML as it will when the domain is defined: what
 * the schema cannot see, as two disks of one target, is an error that names the
 * hooks. All else that the driver says is not asked for: whether the domain
 * could start here and now (its files, firmware, host devices, secrets). */
int kept_check(const struct clone *clone, struct err *err);

/* A built-in of CLONE_DEFINED. libvirt drops in silence what its driver does
 * not know, and what it takes for its own (the name of a tap device, "vnet7").
 * An element that is gone is a warning; an
 * attribute or a text that is gone or has changed (a default, a unit) is a
 * line for --trace-hooks. Never fails: the domain is defined. */
int kept_tell(struct clone *clone, struct err *err);

#endif
