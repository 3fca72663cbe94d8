/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a domain can have but once. The schema takes two disks of one target;
 * libvirt refuses them when the domain is defined, and then all disks have been
 * copied. (QEMU's driver could be asked before, by virConnectDomainXMLToNative:
 * but that makes tap devices, takes 30 ms, and refuses what only cannot start
 * here and now.)
 */
#ifndef CLONE_ONCE_H
#define CLONE_ONCE_H

#include "base/err.h"

struct clone;

/* Of two that are the same at least one was written by a hook or by us: what
 * the source has been given is not looked at. Fails with both places, and who
 * wrote it. */
int once_check(const struct clone *clone, struct err *err);

#endif
