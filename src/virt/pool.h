/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Storage pools, as far as a destination needs them. */
#ifndef VIRT_POOL_H
#define VIRT_POOL_H

#include "base/err.h"
#include "base/str.h"

#include <libvirt/libvirt.h>

/* Whether there is an active pool of that name; the error names the near miss
 * and the pools that there are. */
int pool_check(virConnectPtr vir, const char *name, struct err *err);

/* Where the volume would be: the pool's target path, '/', name. To be freed. */
char *pool_path(virConnectPtr vir, const char *pool, const char *name,
                struct err *err);

/* Whether the pool has a volume of that name (or knows one at that path). */
bool pool_has(virConnectPtr vir, const char *pool, const char *name);

/* Bytes that libvirt says are free, as of the pool's last refresh. */
int pool_available(virConnectPtr vir, const char *pool, uint64_t *ret,
                   struct err *err);

/* The active pool whose target is that directory, or with `file` the one of
 * that path; or NULL; to be freed. */
char *pool_of_dir(virConnectPtr vir, const char *path, bool file);

/* The pool that knows a volume at that path, or NULL; to be freed. */
char *pool_of_path(virConnectPtr vir, const char *path);

#endif
