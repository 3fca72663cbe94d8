/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the domains of a connection claim (virt/claims.h), from the inactive
 * XML of each, and the live one of the active. Read once for an operation.
 */
#ifndef VIRT_INVENTORY_H
#define VIRT_INVENTORY_H

#include "base/dict.h"
#include "base/err.h"
#include "virt/claims.h"

#include <libvirt/libvirt.h>

struct inventory_domain {
    char *name, *uuid;
    struct claims claims;
};

struct inventory {
    struct inventory_domain *v;
    size_t n;
    struct dict index; /* of all claims */
};

struct inventory *inventory_read(virConnectPtr vir, struct err *err);
/* A domain that is about to be: what its XML has belongs to it already. */
void inventory_add(struct inventory *inventory, const char *name,
                   struct xml *xml);
void inventory_free(struct inventory *inventory);
CLEANUP_FUNC(struct inventory *, inventory_free);

/* A claim of that value, or NULL. */
const struct claim *inventory_find(const struct inventory *,
                                   enum claim_space space, const char *value);
/* A claim of another domain that clashes with it, or NULL. */
const struct claim *inventory_clash(const struct inventory *,
                                    const struct claim *claim);

/* The name of a domain that has it, or NULL. */
const char *inventory_name_owner(const struct inventory *, const char *name);
const char *inventory_uuid_owner(const struct inventory *, const char *uuid);
const char *inventory_mac_owner(const struct inventory *, const char *mac);
const char *inventory_path_owner(const struct inventory *, const char *path);
/* ... whose linked disks need the image at that path. */
const char *inventory_backing_user(const struct inventory *, const char *path);

#endif
