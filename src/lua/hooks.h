/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hooks of a clone, in Lua: the other end of clone/hooks.h. Nothing is
 * read before the first clone begins; when the files have changed between two
 * clones, the next one gets a new state.
 */
#ifndef LUA_HOOKS_H
#define LUA_HOOKS_H

#include "base/cleanup.h"
#include "base/str.h"
#include "clone/hooks.h"

struct command;
struct vm_limits;

/* files: given by the user, after those of the hook directories; copied.
 * none: there are no hooks at all. */
struct clone_hooks *lua_hooks_new(const struct strv *files, bool none);
void lua_hooks_free(struct clone_hooks *hooks);
CLEANUP_FUNC(struct clone_hooks *, lua_hooks_free);

/* Free what scripts do not use any more, domains above all: each of them keeps
 * its connection open. */
void lua_hooks_collect(struct clone_hooks *hooks);

/* The given files are a project's: each must be trusted (lua/trust.h). */
void lua_hooks_distrust(struct clone_hooks *hooks);
/* Names that scripts cannot take. The struct must live as long. */
struct lua_reserved {
    const struct command *const *commands; /* NULL-ended */
    const char *columns; /* of `list`: words */
};
void lua_hooks_reserve(struct clone_hooks *hooks,
                       const struct lua_reserved *reserved);

/* For tests: other directories and limits; NULL keeps the usual ones. */
void lua_hooks_adjust(struct clone_hooks *hooks, const struct strv *dirs,
                      const struct vm_limits *limits);

#endif
