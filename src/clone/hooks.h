/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one call upwards in the program: from a clone to the hooks. */
#ifndef CLONE_HOOKS_H
#define CLONE_HOOKS_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

struct clone;
struct disk;
struct store_job;

/* Somebody who can be asked for what a hook needs to know. The answer is to be
 * freed; NULL: there is none. A secret is not shown. */
struct clone_asker {
    char *(*ask)(struct clone_asker *self, const char *prompt, bool secret);
};

/* In the order in which they run. */
enum clone_phase {
    CLONE_PLAN,    /* pure: the name, facts */
    CLONE_MUTATE,  /* pure: edit the XML */
    CLONE_PLACE,   /* pure: choose where the disks go */
    CLONE_CHECK,   /* pure, read-only: accept or refuse */
    CLONE_RESERVE, /* effects: before the first byte is copied */
    CLONE_COPIED,  /* effects: the disks exist, the domain does not */
    CLONE_DEFINED, /* effects: the domain exists; an error is a warning */
    CLONE_STARTED, /* effects: only with --start; an error is a warning */
    CLONE_FINISH,  /* effects: always last, also after a failure */
};

/* "plan", "mutate" ... */
const char *clone_phase_name(enum clone_phase phase);

/* Several clones run at the same time: run() may be called from any thread,
 * and lets one script run at a time. */
struct clone_hooks {
    /* A clone begins: load what must be loaded. */
    int (*begin)(struct clone_hooks *self, struct clone *clone,
                 struct err *err);
    /* Run every hook's function for clone->phase, and the built-ins
     * (clone/builtin.h) between them. A refusal is ERR_DENIED. */
    int (*run)(struct clone_hooks *self, struct clone *clone, struct err *err);
    /* Ways to make disks that scripts add (clone/method.h): their names;
     * whether the one that is chosen for the disk can, -1 with the reason; and
     * make it, with its undo on job->undo. */
    void (*methods)(struct clone_hooks *self, const struct clone *clone,
                    struct strv *ret);
    int (*can_make)(struct clone_hooks *self, struct clone *clone,
                    const struct disk *disk, const struct store_job *job,
                    struct err *err);
    int (*make)(struct clone_hooks *self, struct clone *clone,
                const struct disk *disk, const struct store_job *job,
                struct err *err);
    /* The clone is about to be freed: what scripts hold of it goes stale. */
    void (*end)(struct clone_hooks *self, struct clone *clone);
};

#endif
