/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the core itself does in a phase, by name: scripts see it beside their
 * own hooks, can come before or after it, and the user can leave it out.
 */
#ifndef CLONE_BUILTIN_H
#define CLONE_BUILTIN_H

#include "base/err.h"
#include "clone/hooks.h"

#include <stdbool.h>

struct clone_spec;

struct builtin {
    const char *name; /* "core/mac"; NULL ends the table */
    const char *help;
    unsigned phases; /* bits: 1u << CLONE_MUTATE ... */
    bool last;       /* after the hooks, not before them */
    /* Why it cannot be left out; NULL: it can. */
    const char *needed;
    /* NULL: the core does it itself, once all hooks of the phase have run. */
    int (*apply)(struct clone *clone, struct err *err);
};
extern const struct builtin builtins[];

/* Do all of the clone's phase that the user has not left out: without hooks. */
int builtins_run(struct clone *clone, struct err *err);

/* Whether the user wants the hook or built-in of that name. */
bool builtin_wanted(const struct clone_spec *spec, const char *name);

/* What cannot be left out is not. */
int builtins_check(const struct clone_spec *spec, struct err *err);

#endif
