/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state of an emulated TPM. libvirt keeps it by the domain's UUID, so that
 * a clone would have an empty one, and a guest whose disk is sealed to its TPM
 * (BitLocker, LUKS) would not start; or at a path of the XML, where two
 * domains would write to one.
 */
#ifndef CLONE_TPM_H
#define CLONE_TPM_H

#include "base/err.h"

struct clone;

/* Find it and, by --tpm, add it to the clone's sides. */
int tpm_read(struct clone *clone, struct err *err);
/* Say where the copy goes: by the clone's UUID, or a directory by its name. */
int tpm_place(struct clone *clone, struct err *err);

#endif
