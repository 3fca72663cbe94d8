/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the other domains of a connection have: names, UUIDs, MAC addresses
 * and the files and volumes they use, from the inactive XML of each (and the
 * live one of the active). Read once for an operation.
 */
#ifndef VIRT_INVENTORY_H
#define VIRT_INVENTORY_H

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

#include <libvirt/libvirt.h>

struct inventory_domain {
    char *name, *uuid;
    struct strv macs;  /* lower case, as "52:54:00:0a:0b:0c" */
    struct strv paths; /* disk sources, NVRAM, log files, sockets ... */
    struct strv backing; /* images that its linked disks need */
};

struct inventory {
    struct inventory_domain *v;
    size_t n;
};

struct inventory *inventory_read(virConnectPtr vir, struct err *err);
/* A domain that is about to be: what its XML has belongs to it already. */
struct xml;
void inventory_add(struct inventory *inventory, const char *name,
                   struct xml *xml);
void inventory_free(struct inventory *inventory);
CLEANUP_FUNC(struct inventory *, inventory_free);

/* The name of a domain that has it, or NULL. */
const char *inventory_name_owner(const struct inventory *, const char *name);
const char *inventory_uuid_owner(const struct inventory *, const char *uuid);
const char *inventory_mac_owner(const struct inventory *, const char *mac);
const char *inventory_path_owner(const struct inventory *, const char *path);
const char *inventory_backing_user(const struct inventory *, const char *path);

#endif
