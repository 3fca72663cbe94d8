/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What scripts get in place of Lua's own functions, where those could swallow
 * an interruption or a denial, go round a lock, or run code that no count hook
 * sees. The prelude chooses the rest.
 */
#include "lua/class.h"

#include <stdio.h>

/* ---- pcall and xpcall --------------------------------------------------- */

/* As in Lua's own, the values below `skip` are not results. */
static int finish_pcall(lua_State *L, int rc, lua_KContext skip)
{
    if (rc == LUA_OK || rc == LUA_YIELD) {
        if (vm_of(L)->cut)
            return vm_error(L, "interrupted");
        return lua_gettop(L) - (int)skip;
    }
    if (vm_must_pass(L))
        return lua_error(L);
    lua_pushboolean(L, false);
    lua_insert(L, -2);
    return 2;
}

static int safe_pcall(lua_State *L)
{
    int rc;

    luaL_checkany(L, 1);
    lua_pushboolean(L, true);
    lua_insert(L, 1);
    rc = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish_pcall);
    return finish_pcall(L, rc, 0);
}

/* A handler of the script would run after an interruption, too: it does not
 * see those, nor denials. */
static int handle(lua_State *L)
{
    lua_settop(L, 1);
    if (vm_must_pass(L))
        return 1;
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 1, 1);
    return 1;
}

static int safe_xpcall(lua_State *L)
{
    int n = lua_gettop(L), rc;

    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, handle, 1);
    lua_replace(L, 2);
    lua_pushboolean(L, true);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2);
    rc = lua_pcallk(L, n - 2, LUA_MULTRET, 2, 2, finish_pcall);
    return finish_pcall(L, rc, 2);
}

/* ---- coroutines --------------------------------------------------------- */

static lua_State *check_thread(lua_State *L)
{
    lua_State *co = lua_tothread(L, 1);

    luaL_argexpected(L, co, 1, "coroutine");
    return co;
}

/* Lua's own function (the upvalue); what it caught is raised again if need
 * be. A coroutine that was cut is never closed: hooks are off in it, so that
 * nothing could end what its pending variables do. */
static int safe_resume(lua_State *L)
{
    check_thread(L);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    if (!lua_toboolean(L, 1) && vm_must_pass(L))
        return lua_error(L);
    return lua_gettop(L);
}

static int auxiliary(lua_State *L)
{
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    int n = lua_gettop(L), rc, results;

    if (lua_status(co) == LUA_OK && lua_gettop(co) == 0)
        return vm_error(L, "cannot resume dead coroutine");
    if (!lua_checkstack(co, n))
        return vm_error(L, "too many arguments to resume");
    lua_xmove(L, co, n);
    rc = lua_resume(co, L, n, &results);
    if (rc == LUA_OK || rc == LUA_YIELD) {
        luaL_checkstack(L, results, "too many results");
        lua_xmove(co, L, results);
        return results;
    }
    if (!vm_of(L)->cut)
        lua_resetthread(co);
    lua_xmove(co, L, 1);
    return lua_error(L);
}

static int safe_wrap(lua_State *L)
{
    lua_State *co;

    luaL_checktype(L, 1, LUA_TFUNCTION);
    co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    lua_pushcclosure(L, auxiliary, 1);
    return 1;
}

/* ---- tables ------------------------------------------------------------- */

/* Finalizers run without hooks, so that an endless one would never end. */
static void check_metatable(lua_State *L)
{
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_pushliteral(L, "__gc");
    if (lua_rawget(L, 2) != LUA_TNIL)
        vm_error(L, "a table here cannot have a finalizer (__gc)");
    lua_pop(L, 1);
}

static int safe_setmetatable(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return vm_error(L, "cannot change a protected metatable");
    if (!lua_isnil(L, 2))
        check_metatable(L);
    lua_setmetatable(L, 1);
    return 1;
}

static int safe_rawset(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkany(L, 3);
    lua_settop(L, 3);
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return vm_error(L, "this table is read-only");
    lua_rawset(L, 1);
    return 1;
}

/* ---- output ------------------------------------------------------------- */

/* Standard output belongs to the results of commands. */
static int safe_print(lua_State *L)
{
    FILE *out = vm_of(L)->scene.out ? vm_of(L)->scene.out : stderr;
    int n = lua_gettop(L);

    for (int i = 1; i <= n; i++) {
        size_t size;
        const char *text = luaL_tolstring(L, i, &size);

        if (i > 1)
            fputc('\t', out);
        fwrite(text, 1, size, out);
        lua_pop(L, 1);
    }
    fputc('\n', out);
    return 0;
}

/* ---- for the prelude ---------------------------------------------------- */

/* fail(text): raise it with the place of the script. */
static int fail(lua_State *L)
{
    return vm_error(L, "%s", luaL_checkstring(L, 1));
}

static int is_denial(lua_State *L)
{
    lua_settop(L, 1);
    lua_pushboolean(L, vm_is_denial(L));
    return 1;
}

/* load(text, name, environment): the chunk, or nil and a message. Bytecode
 * could crash Lua and is never taken. */
static int load_chunk(lua_State *L)
{
    size_t n;
    const char *text = luaL_checklstring(L, 1, &n);
    const char *name = luaL_checkstring(L, 2);

    luaL_checktype(L, 3, LUA_TTABLE);
    if (luaL_loadbufferx(L, text, n, name, "t")) {
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    lua_pushvalue(L, 3);
    lua_setupvalue(L, -2, 1);
    return 1;
}

/* The string metatable is one for all scripts, and is a way to the library
 * itself. */
static void lock_strings(lua_State *L)
{
    lua_getglobal(L, "string");
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    lua_pop(L, 1);
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushboolean(L, false);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);
}

static void set_wrapped(lua_State *L, const char *name, lua_CFunction fn)
{
    lua_getfield(L, -1, name);
    lua_pushcclosure(L, fn, 1);
    lua_setfield(L, -2, name);
}

void sandbox_open(lua_State *L)
{
    static const luaL_Reg core[] = {
        { "class_of", class_of_value },
        { "closest", class_closest },
        { "denial", vm_denial },
        { "fail", fail },
        { "guard", vm_guard },
        { "is_denial", is_denial },
        { "load", load_chunk },
        { NULL, NULL },
    };
    static const luaL_Reg base[] = {
        { "pcall", safe_pcall },   { "print", safe_print },
        { "rawset", safe_rawset }, { "setmetatable", safe_setmetatable },
        { "xpcall", safe_xpcall }, { NULL, NULL },
    };

    luaL_setfuncs(L, core, 0);
    luaL_requiref(L, LUA_IOLIBNAME, luaopen_io, 0);
    lua_setfield(L, -2, "io");
    luaL_requiref(L, LUA_LOADLIBNAME, luaopen_package, 0);
    lua_setfield(L, -2, "package");
    lua_newtable(L);
    luaL_setfuncs(L, base, 0);
    lua_setfield(L, -2, "safe");
    lua_getglobal(L, "coroutine");
    set_wrapped(L, "resume", safe_resume);
    set_wrapped(L, "close", safe_resume);
    lua_pushcfunction(L, safe_wrap);
    lua_setfield(L, -2, "wrap");
    lua_pop(L, 1);
    lock_strings(L);
}
