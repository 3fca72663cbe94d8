/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libvirt's event loop, in a thread of its own with all signals blocked.
 *
 * It must run before the first connection is opened: keepalive, the close
 * callback and qemu:///embed need it. All who start it share one thread.
 */
#ifndef VIRT_EVENT_H
#define VIRT_EVENT_H

#include "base/cleanup.h"
#include "base/err.h"

struct event_loop;

struct event_loop *event_loop_start(struct err *err);

/* No callback of who stops it runs afterwards; the last one ends the thread.
 * Not from a callback. */
void event_loop_stop(struct event_loop *loop);
CLEANUP_FUNC(struct event_loop *, event_loop_stop);

#endif
