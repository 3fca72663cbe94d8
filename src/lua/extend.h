/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scripts add to the shell: the other end of shell/extend.h. */
#ifndef LUA_EXTEND_H
#define LUA_EXTEND_H

#include "lua/hooks.h"
#include "shell/extend.h"

/* hooks must live longer; own: what the shell has itself. */
struct extension *lua_extension_new(struct clone_hooks *hooks,
                                    const struct lua_reserved *own);
void lua_extension_free(struct extension *extension);
CLEANUP_FUNC(struct extension *, lua_extension_free);

#endif
