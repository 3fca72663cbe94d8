/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cloud-init's "ds=nocloud;h=HOST;i=ID;s=URL", as a serial number of SMBIOS or
 * a word of the kernel's command line. It wins over a seed on a disk.
 */
#ifndef CLONE_NOCLOUD_H
#define CLONE_NOCLOUD_H

#include "base/err.h"

#include <stdbool.h>

struct clone;

/* Such a text with the clone's host name and id, and what it names of the
 * source replaced; to be freed. */
char *nocloud_rewrite(const struct clone *clone, const char *text);

/* The same for each word of a command line that is one, or gives systemd the
 * machine's name or id; NULL when there is none. */
char *nocloud_cmdline(const struct clone *clone, const char *line);

/* Write the host name that was chosen in the end. */
int nocloud_apply(struct clone *clone, struct err *err);

/* Whether the clone gets its instance-id in this way. */
bool nocloud_identifies(const struct clone *clone);

#endif
