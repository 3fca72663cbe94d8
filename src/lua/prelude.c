/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/prelude.h"
#include "base/mem.h"
#include "lua/guest.h"

#include <string.h>

static const struct chunk {
    const char *name, *text;
    size_t n;
} chunks[] = {
#include "lua/prelude.inc"
};

static const char entry_key[] = "virt.entry";

static const struct chunk *find(const char *name)
{
    size_t n = strlen(name);

    for (size_t i = 0; i < COUNT(chunks); i++)
        if (!strncmp(chunks[i].name, "virt/", 5) &&
            !strncmp(chunks[i].name + 5, name, n) &&
            !strcmp(chunks[i].name + 5 + n, ".lua"))
            return &chunks[i];
    return NULL;
}

/* use(name): what the chunk returns, which gets `core` and `use`. Upvalues:
 * core, and what was returned already. */
static int use(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    const struct chunk *chunk = find(name);

    lua_settop(L, 1);
    lua_pushvalue(L, 1);
    if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL)
        return 1;
    if (!chunk)
        return luaL_error(L, "the prelude has no '%s'", name);
    lua_pushfstring(L, "=[virt/%s]", name);
    if (luaL_loadbufferx(L, chunk->text, chunk->n, lua_tostring(L, -1), "t"))
        return lua_error(L);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_pushcclosure(L, use, 2);
    lua_call(L, 2, 1);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -2);
    lua_rawset(L, lua_upvalueindex(2));
    return 1;
}

static int open_all(lua_State *L)
{
    lua_newtable(L);
    sandbox_open(L);
    node_open(L);
    command_open(L);
    context_open(L);
    guest_open(L);
    view_open(L);
    shell_open(L);
    step_open(L);
    sys_open(L);
    json_open(L);
    load_open(L);
    object_open(L);
    test_open(L);
    lua_newtable(L);
    lua_pushcclosure(L, use, 2);
    lua_pushliteral(L, "init");
    lua_call(L, 1, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, entry_key);
    return 0;
}

int prelude_open(struct vm *vm, struct err *err)
{
    return vm_do(vm, open_all, NULL, err);
}

void prelude_push(lua_State *L, const char *name)
{
    lua_getfield(L, LUA_REGISTRYINDEX, entry_key);
    lua_getfield(L, -1, name);
    lua_remove(L, -2);
}
