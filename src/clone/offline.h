/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host that is only thought of, to try a clone on without a hypervisor. */
#ifndef CLONE_OFFLINE_H
#define CLONE_OFFLINE_H

#include "base/err.h"
#include "base/str.h"

#include <libvirt/libvirt.h>

struct offline {
    const char *text;  /* XML of a domain; or <node>, a whole host of libvirt's
                          test driver with pools and networks */
    const char *shown; /* its name in messages */
    const struct strv *sizes; /* pairs of a disk's target and its size, as
                                 "10G"; NULL, or not there: 1 MiB */
};

/* A connection to it; of a domain its images are there as well, with nothing
 * in them. *ret_source: the (first) domain's name, to be freed. */
virConnectPtr offline_open(const struct offline *what, char **ret_source,
                           struct err *err);

#endif
