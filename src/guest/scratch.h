/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A directory for a child process that only takes files with names. It is
 * this user's alone and in memory where that can be, for what is in it may be
 * a secret; one of a process that was killed goes when the next is made, or by
 * scratch_sweep. */
#ifndef GUEST_SCRATCH_H
#define GUEST_SCRATCH_H

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

struct scratch {
    char *dir; /* NULL: none */
    int lock;  /* held as long as it is in use */
};

/* A new one with these files (name, text, name, text ...; "a/b" makes a, too;
 * NULL: none). */
int scratch_make(const struct strv *files, struct scratch *ret,
                 struct err *err);

/* The paths of what is in it, sorted. */
int scratch_list(const char *dir, struct strv *ret, struct err *err);

/* Removes it with all that is in it. */
void scratch_done(struct scratch *scratch);
CLEANUP_DONE(struct scratch, scratch_done);

/* Removes this user's that nobody uses any more. */
void scratch_sweep(void);

#endif
