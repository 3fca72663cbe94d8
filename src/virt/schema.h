/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libvirt's own schema of a domain, as installed with libvirt. */
#ifndef VIRT_SCHEMA_H
#define VIRT_SCHEMA_H

#include "virt/xml.h"

/* Whether the document is valid by domain.rng. Fails with libxml2's first
 * message and its place. Without an installed schema (libvirt's library ships
 * it, so that is odd) nothing is checked here, and libvirt's own check at the
 * definition has the word. */
int schema_check(const struct xml *xml, struct err *err);

#endif
