/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SHA-256 of texts; libvirt has loaded the library already. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>

/* 64 hexadecimal digits. */
struct sha256 {
    char text[65];
};
struct sha256 sha256(const char *bytes, size_t n);

#endif
