/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines compared by what is on their disks. */
#ifndef CLONE_TWINS_H
#define CLONE_TWINS_H

#include "guest/traits.h"
#include "virt/domains.h"

struct twin {
    char *name; /* the domain's */
    struct guest_traits traits;
    char *why; /* its disks could not be looked at; or NULL */
};

/* What several of them have. */
struct twins_share {
    enum trait trait;
    const char *value; /* the first twin's */
    struct strv names; /* of the domains, sorted */
};

struct twins {
    struct twin *v;
    size_t n;
    struct twins_share *shares;
    size_t n_shares;
};

struct twins_spec {
    const struct domains *domains;
    const char *wanted; /* only what this one shares; NULL: all */
    bool all;           /* each must be readable, not only the wanted one */
    const struct strv *key_files; /* passphrases of encrypted disks, or NULL */
    const atomic_bool *stop;
};

/* Read and compare them. Disks are opened read-only, and only those of domains
 * that are shut off; several domains take one appliance. Fails where nothing
 * can be read at all; a domain that cannot be read says why. */
int twins_read(const struct twins_spec *spec, struct twins *ret,
               struct err *err);
/* How many of the shares matter although the disks never meet. */
size_t twins_grave(const struct twins *twins);
void twins_done(struct twins *twins);
CLEANUP_DONE(struct twins, twins_done);

#endif
