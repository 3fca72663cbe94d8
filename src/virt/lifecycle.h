/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to the domains of a connection. */
#ifndef VIRT_LIFECYCLE_H
#define VIRT_LIFECYCLE_H

#include "base/cleanup.h"

#include <libvirt/libvirt.h>

struct lifecycle;

/* notify(data) is called from the event thread when there is news: it may
 * only set a flag or write to a pipe. */
struct lifecycle *lifecycle_new(void (*notify)(void *), void *data);
void lifecycle_free(struct lifecycle *lifecycle);
CLEANUP_FUNC(struct lifecycle *, lifecycle_free);

/* Listen to this connection; a driver without events has no news. End it
 * before the connection is closed: listening keeps it open. */
void lifecycle_begin(struct lifecycle *lifecycle, virConnectPtr vir);
void lifecycle_end(struct lifecycle *lifecycle);

/* Add what happened since this was last asked: a domain's name and a word
 * ("started") in turn. */
struct strv;
void lifecycle_news(struct lifecycle *lifecycle, struct strv *ret);

#endif
