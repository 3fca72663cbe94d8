/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last look at a clone's XML, once nothing changes any more. */
#ifndef CLONE_SCAN_H
#define CLONE_SCAN_H

#include "base/err.h"

struct clone;

/*
 * Add what is still the source's (its name, UUID, addresses, paths) and what
 * another domain claims as well to the clone's findings; refuse it when the
 * user wants it strict. Left-over state of a former domain of the clone's name
 * is always refused: libvirt would take it for the clone's.
 */
int scan_apply(struct clone *clone, struct err *err);

#endif
