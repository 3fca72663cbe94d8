/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the Lua layer that is written in Lua: lua/virt, embedded. */
#ifndef LUA_PRELUDE_H
#define LUA_PRELUDE_H

#include "lua/vm.h"

/* Open the core's functions and run the prelude's init.lua. */
int prelude_open(struct vm *vm, struct err *err);

/* Push the function of that name which init.lua returned. */
void prelude_push(lua_State *L, const char *name);

#endif
