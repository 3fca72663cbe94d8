/* SPDX-License-Identifier: GPL-3.0-or-later */
/* virt.Guest: the files in a clone's disks, for hooks of "copied". */
#ifndef LUA_GUEST_H
#define LUA_GUEST_H

#include "lua/vm.h"

/* A field of virt.Clone: push the guest of the clone at 1. */
int guest_get(lua_State *L);

void guest_open(lua_State *L);

#endif
