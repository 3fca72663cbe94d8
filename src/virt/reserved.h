/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The addresses that libvirt's networks reserve for MAC addresses:
 * <ip><dhcp><host mac= ip=>. Each network is read when it is first asked for.
 */
#ifndef VIRT_RESERVED_H
#define VIRT_RESERVED_H

#include "base/dict.h"
#include "base/str.h"

#include <libvirt/libvirt.h>

/* `{ .vir = vir }` has read nothing; vir is borrowed. */
struct reserved {
    virConnectPtr vir;
    struct dict networks; /* those that were read */
    struct dict ips;      /* by "MAC NETWORK" */
    struct strv texts;    /* what ips points to */
};

/* The address that the network keeps for a MAC address in small letters ("" if
 * it is only a name); NULL when there is none, or no such network: not all
 * drivers have networks. */
const char *reserved_ip(struct reserved *reserved, const char *network,
                        const char *mac);
void reserved_done(struct reserved *reserved);
CLEANUP_DONE(struct reserved, reserved_done);

#endif
