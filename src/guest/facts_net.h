/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For facts.c alone: how a guest gets its addresses. */
#ifndef GUEST_FACTS_NET_H
#define GUEST_FACTS_NET_H

#include "guest/facts.h"

/* Fill dhcp and addresses; failures stay with fs. */
void guest_facts_net(struct guest_fs *fs, struct guest_facts *facts);

#endif
