/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libvirt's event loop, on epoll: one a process, for libvirt knows but one.
 *
 * libvirt's own wakes the loop's thread twice for each call of a connection,
 * to leave the socket to the caller and to take it back; with epoll that is
 * done from outside, and what is taken back is listened to a moment later,
 * when the next call is seldom about to come any more. Reading a thousand
 * domains takes half as much of the processor.
 */
#ifndef VIRT_LOOP_H
#define VIRT_LOOP_H

#include "base/err.h"

/* Before any connection is opened. Once it has succeeded, does nothing. From
 * one thread at a time. */
int loop_register(struct err *err);

/* Wait for something to happen, and do it. From one thread at a time, which
 * may change from turn to turn. */
int loop_turn(void);

/* There is no other turn for now: free the data of what was removed since the
 * last. */
void loop_end(void);

#endif
