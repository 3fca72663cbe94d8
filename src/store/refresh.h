/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libvirt knows the volumes of a pool as they were when it last looked. */
#ifndef STORE_REFRESH_H
#define STORE_REFRESH_H

#include "store/store.h"

/* Have libvirt look at the job's pool again. */
int refresh_pool(const struct store_job *job, struct err *err);

/* Record that it must look again once the steps that follow are undone: else
 * it would go on listing a volume whose file is gone. */
int refresh_when_undone(const struct store_job *job, struct err *err);

#endif
