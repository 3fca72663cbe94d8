/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name, UUID and MAC addresses of a clone. */
#ifndef CLONE_IDENTITY_H
#define CLONE_IDENTITY_H

#include "base/err.h"

#include <stdbool.h>

struct clone;

/* Give clone->xml a new name and UUID. */
int identity_apply(struct clone *clone, struct err *err);
/* ... and new MAC addresses. */
int identity_apply_macs(struct clone *clone, struct err *err);

/* After the hooks: what the user asked for by --uuid and --mac wins. */
int identity_apply_user(struct clone *clone, struct err *err);

/* A hook may have set the UUID and MAC addresses in the XML: take them.
 * sysinfo's UUID, which libvirt wants to be the same, follows. */
int identity_take(struct clone *clone, struct err *err);

/* Name, UUID and MAC addresses in clone->xml are nobody else's. */
int identity_check(struct clone *clone, struct err *err);

/* The clone's UUID as systemd writes a machine id: without dashes. To be freed.
 */
char *identity_machine_id(const struct clone *clone);

/* --mac keep. */
bool identity_keeps_macs(const struct clone *clone);

/* Take clone->name into the XML. */
int identity_set_name(struct clone *clone, struct err *err);

#endif
