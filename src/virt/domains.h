/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The domains of a connection, as a list that owns them. */
#ifndef VIRT_DOMAINS_H
#define VIRT_DOMAINS_H

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

#include <libvirt/libvirt.h>

/* `{ 0 }` is empty. */
struct domains {
    virDomainPtr *v; /* a NULL follows them */
    size_t n;
};

/* flags: VIR_CONNECT_LIST_DOMAINS_...; 0 is all. */
int domains_list(virConnectPtr vir, unsigned flags, struct domains *ret,
                 struct err *err);
void domains_done(struct domains *domains); /* empties it */
CLEANUP_DONE(struct domains, domains_done);

/* Fill ret with the state of each (VIR_DOMAIN_RUNNING ...; VIR_DOMAIN_NOSTATE
 * if it cannot be told), in one call to the daemon and not one for each. */
void domains_states(const struct domains *domains, int *ret);

/* virsh's order: the active by id, then the others by name in either case. */
void domains_sort(struct domains *domains);

#endif
