/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * QEMU's own image lock, so that it and we keep off each other's images.
 * QEMU locks single bytes of an image (block/file-posix.c): byte 100 + n for
 * each permission it uses, byte 200 + n for each that others must not use.
 */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include "base/err.h"

/* Hold the image open at fd against writers for as long as fd is open: a QEMU
 * that would write to it does not start. Fails when somebody writes to it
 * now. File systems without locks have none to hold: that is no error. */
int lock_for_reading(int fd, const char *path, struct err *err);

/* Only ask: whether somebody writes to it. */
int lock_check(int fd, const char *path, struct err *err);

#endif
