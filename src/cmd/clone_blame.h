/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clone --blame: who wrote each line of the clone's XML. */
#ifndef CMD_CLONE_BLAME_H
#define CMD_CLONE_BLAME_H

#include "base/err.h"

#include <stdio.h>

struct clone;

/* The hook and its line in the margin of what it wrote; without secrets. */
int clone_blame_print(const struct clone *clone, FILE *out, struct err *err);

#endif
