/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the clone's XML is what its libvirt takes. */
#ifndef CLONE_VALID_H
#define CLONE_VALID_H

#include "clone/clone.h"

/* Sets clone->valid where that is known before the definition. Fails with the
 * place of what is wrong, and who put it there. Loading libvirt's schema takes
 * as long and as much memory as all else of a small clone, so it is left out
 * where only plain values were changed, in what came from libvirt. */
int valid_check(struct clone *clone, struct err *err);

/* Whether the edits that are recorded in it leave it valid if it was so. False
 * when only the schema can tell. */
bool valid_is_plain(const struct xml *xml);

#endif
