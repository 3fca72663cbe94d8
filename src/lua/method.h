/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways to make a disk that scripts add: virt.method. */
#ifndef LUA_METHOD_H
#define LUA_METHOD_H

#include "clone/clone.h"
#include "lua/vm.h"

/* Who asks: the context of the clone is that value of the registry. */
struct lua_maker {
    struct vm *vm;
    struct clone *clone;
    int context;
    const struct disk *disk;
    const struct store_job *job;
};

void lua_methods(struct vm *vm, struct strv *ret);
/* Whether job->method can, and: make it. */
int lua_can_make(const struct lua_maker *maker, struct err *err);
int lua_make(const struct lua_maker *maker, struct err *err);

#endif
