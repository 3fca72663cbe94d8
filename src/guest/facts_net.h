/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For facts.c and traits.c: how a guest gets its addresses. */
#ifndef GUEST_FACTS_NET_H
#define GUEST_FACTS_NET_H

#include "guest/facts.h"

/* Fill dhcp and addresses; failures stay with fs. */
void guest_facts_net(struct guest_fs *fs, struct guest_facts *facts);

/* "address = 1.2.3.4/24,gw", "IPADDR='1.2.3.4'", "- 1.2.3.4/24" into its key,
 * in small letters with a blank on either side (at most room bytes), and its
 * value, which the caller frees, even when the line is not such a one. */
bool guest_net_split(const char *line, char *key, size_t room, char **value);

#endif
