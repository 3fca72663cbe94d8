/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What became of what hooks wrote, once libvirt has it. libvirt drops in
 * silence what its driver does not know, and what it takes for its own (the
 * name of a tap device, "vnet7"). One reading back, if hooks wrote anything.
 */
#ifndef CLONE_KEPT_H
#define CLONE_KEPT_H

#include "base/err.h"

struct clone;

/* A built-in of CLONE_DEFINED. An element that is gone is a warning; an
 * attribute or a text that is gone or has changed (a default, a unit) is a
 * line for --trace-hooks. Never fails: the domain is defined. */
int kept_tell(struct clone *clone, struct err *err);

#endif
