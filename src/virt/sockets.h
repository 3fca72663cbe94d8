/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sockets of this process, known by inode: libvirt does not tell which
 * one a connection uses, so it is the one that opening it added.
 *
 * Without /proc there are none, and nothing is shut down.
 */
#ifndef VIRT_SOCKETS_H
#define VIRT_SOCKETS_H

#include "base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* `{ 0 }` is empty. */
struct sockets {
    ino_t *v;
    size_t n;
};

/* All stream sockets (UNIX, IPv4, IPv6) of now that are not in `except`. */
void sockets_scan(struct sockets *set, const struct sockets *except);

/* Shut down those in the set that are still there: who waits for one of
 * them is woken, and their numbers stay with their owner. */
void sockets_shut(const struct sockets *set);

void sockets_done(struct sockets *set); /* empties it */
CLEANUP_DONE(struct sockets, sockets_done);

#endif
