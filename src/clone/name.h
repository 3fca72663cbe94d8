/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names: which ones a domain may have, and what the disks are called. */
#ifndef CLONE_NAME_H
#define CLONE_NAME_H

#include "base/err.h"

#include <stdbool.h>

/* Refuse names that libvirt would choke on, before any call is made with one.
 * libvirt 9.0's QEMU driver deletes its own configuration directory for ".."
 * (it cleans directories named after the domain), and accepts line breaks.
 * Names that only confuse (all digits, like a UUID, leading '-', outer blanks)
 * pass with force. */
int name_check(const char *name, bool force, struct err *err);

#endif
