/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What opens a guest's encrypted disks. */
#ifndef CLONE_PASSPHRASES_H
#define CLONE_PASSPHRASES_H

#include "base/err.h"
#include "base/str.h"
#include "virt/xml.h"

#include <libvirt/libvirt.h>

/* Add the first line of each file; files may be NULL. */
int passphrases_of_files(const struct strv *files, struct strv *ret,
                         struct err *err);
/* Add the secrets that the disks of a domain name, those that libvirt tells. */
void passphrases_of_domain(virConnectPtr vir, struct xml *xml,
                           struct strv *ret);

/* They do not stay in freed memory. */
void passphrases_done(struct strv *keys);
CLEANUP_DONE(struct strv, passphrases_done);

#endif
