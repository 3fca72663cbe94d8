/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Empty overlays, one for each backing image and size, to be copied: those of
 * all clones of a call are the same bytes, and qemu-img takes longer to make
 * one than all else of a linked clone does.
 */
#ifndef STORE_TEMPLATES_H
#define STORE_TEMPLATES_H

#include "base/cleanup.h"
#include "store/store.h"

struct templates;

struct templates *templates_new(void); /* empty; never fails */
void templates_free(struct templates *templates);
CLEANUP_FUNC(struct templates *, templates_free);

/* The overlay for a job, in a file without a name: a descriptor that lives as
 * long as templates do, to be read with pread only. From any thread. */
int templates_get(struct templates *templates, const struct store_job *job,
                  struct err *err);

#endif
