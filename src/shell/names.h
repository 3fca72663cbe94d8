/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of what the hypervisor has, for completion. */
#ifndef SHELL_NAMES_H
#define SHELL_NAMES_H

#include "base/field.h"
#include "base/str.h"

#include <libvirt/libvirt.h>

struct place;

struct names_query {
    enum complete what;
    const char *of; /* the pool of COMPLETE_VOLUME, the domain of
                     * COMPLETE_TARGET, the action of COMPLETE_HOOK_NAME;
                     * NULL: there is none */
    const struct field *row;   /* that is completed */
    const struct place *place; /* the words before it */
    const char *prefix;        /* of the value */
};

/* Add the names of domains, pools, networks, volumes or disk targets. What
 * cannot be asked has no names. */
void names_list(virConnectPtr vir, const struct names_query *query,
                struct strv *ret);

#endif
