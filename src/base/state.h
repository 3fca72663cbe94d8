/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the program keeps what must outlive it. */
#ifndef BASE_STATE_H
#define BASE_STATE_H

#include "base/err.h"

/* $XDG_STATE_HOME/virt-twin/NAME, or ~/.local/state/virt-twin/NAME; the
 * directories above it are made, for this user alone. To be freed. */
char *state_path(const char *name, struct err *err);

#endif
