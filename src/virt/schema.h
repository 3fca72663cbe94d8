/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libvirt's own schema of a domain, as installed with libvirt. */
#ifndef VIRT_SCHEMA_H
#define VIRT_SCHEMA_H

#include "base/cleanup.h"
#include "virt/xml.h"

/* Loading it takes longer than all else of a small clone (some 9 ms), so it
 * is kept for the next one. Not for two threads at once. */
struct schema;

struct schema *schema_new(void); /* nothing is loaded yet; never fails */
void schema_free(struct schema *schema);
CLEANUP_FUNC(struct schema *, schema_free);

/* Whether there is a schema on this machine: libvirt's library ships it. */
bool schema_exists(void);

/* Whether the document is valid by domain.rng. Fails with the place of what is
 * wrong, a line each, and who put it there if that is known. Without an
 * installed schema nothing is checked. */
int schema_check(struct schema *schema, const struct xml *xml,
                 struct err *err);

#endif
