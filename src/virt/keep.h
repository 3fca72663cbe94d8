/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For undo kinds whose steps need the connection: step->data is a reference of
 * their own to it, so that it outlives who made the step. */
#ifndef VIRT_KEEP_H
#define VIRT_KEEP_H

#include "base/undo.h"

/* A kind's `free`. */
void keep_close(void *data);
/* A kind's `revive`; context is the virConnectPtr. Never fails. */
int keep_revive(struct undo_step *step, void *context, struct err *err);

#endif
