/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libvirt knows the volumes of a pool as they were when it last looked. */
#ifndef STORE_REFRESH_H
#define STORE_REFRESH_H

#include "base/undo.h"

#include <libvirt/libvirt.h>
#include <stdatomic.h>

/* Have libvirt look at the pool again. While it makes a volume there it will
 * not: this waits until *stop is set, or some seconds when stop is NULL. */
int refresh_pool(virConnectPtr vir, const char *pool, const atomic_bool *stop,
                 struct err *err);

/* Record that it must look again once the steps that follow are undone: else
 * it would go on listing a volume whose file is gone. */
int refresh_when_undone(virConnectPtr vir, const char *pool,
                        struct undo *undo, struct err *err);

extern const struct undo_kind undo_refresh;

#endif
