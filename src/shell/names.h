/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of domains and pools, for completion. */
#ifndef SHELL_NAMES_H
#define SHELL_NAMES_H

#include "base/field.h"
#include "base/str.h"

#include <libvirt/libvirt.h>

/* Add the names for COMPLETE_DOMAIN ... COMPLETE_POOL. What cannot be asked
 * has no names. */
void names_list(virConnectPtr vir, enum complete what, struct strv *ret);

#endif
