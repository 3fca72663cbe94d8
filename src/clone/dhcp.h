/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libvirt's own DHCP servers know of the source. */
#ifndef CLONE_DHCP_H
#define CLONE_DHCP_H

struct clone;

/* Note for each interface whose old MAC address has a reservation in its
 * network that the new one has none, and how it gets one. A kept address is
 * told as a clash elsewhere. */
void dhcp_note(struct clone *clone);

#endif
