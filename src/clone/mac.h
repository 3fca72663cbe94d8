/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MAC addresses. */
#ifndef CLONE_MAC_H
#define CLONE_MAC_H

#include "base/err.h"

#include <stdbool.h>

/* "52:54:00:0a:0b:0c" and its NUL. */
struct mac {
    char text[18];
};

/* Six hexadecimal bytes, colons or dashes between them, as lower case with
 * colons. Fails when it is malformed, multicast (a NIC has a unicast address)
 * or all zero. */
int mac_parse(const char *text, struct mac *ret, struct err *err);

/* A random one below libvirt's own prefix for QEMU, 52:54:00, which is
 * locally administered and unicast. */
struct mac mac_random(void);

#endif
