/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ctrl-C for an appliance. libguestfs cannot be told to give up a launch or a
 * call, but it notices at once when its QEMU is gone: a thread looks at the
 * stop flag ten times a second, and kills it.
 */
#ifndef GUEST_GUARD_H
#define GUEST_GUARD_H

#include <stdatomic.h>
#include <sys/types.h>

struct guest_guard;

/* Until guard_appliance() what libguestfs starts is told by its name and by
 * being a child of ours. stop may be NULL: then nothing ever is killed. */
struct guest_guard *guard_start(const atomic_bool *stop);
/* The appliance runs: from now on it is this child. */
void guard_appliance(struct guest_guard *guard, pid_t pid);
/* Ends the thread, and frees. NULL is fine. */
void guard_end(struct guest_guard *guard);

#endif
