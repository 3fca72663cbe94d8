/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A directory for a child process that only takes files with names. It is
 * this user's alone, for what is in a seed may be a secret. */
#ifndef GUEST_SCRATCH_H
#define GUEST_SCRATCH_H

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

/* A new one with these files (name, text, name, text ...; "a/b" makes a, too).
 * Its path, for scratch_remove. */
char *scratch_make(const struct strv *files, struct err *err);

/* The paths of what is in it, sorted. */
int scratch_list(const char *dir, struct strv *ret, struct err *err);

/* Removes it with all that is in it, and frees the path. */
void scratch_remove(char *dir);
CLEANUP_FUNC(char *, scratch_remove);

#endif
