/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/class.h"
#include "base/str.h"

#include <string.h>

/* The upvalues of __index and __newindex. */
enum { METHODS = 1, FIELDS, SETTERS, CLASS, UPVALUES = CLASS };

static const struct class *class_of(lua_State *L)
{
    return lua_touserdata(L, lua_upvalueindex(CLASS));
}

/* Up to `room` keys of the table, which the table keeps alive. */
static size_t names_of(lua_State *L, int index, const char **names, size_t room)
{
    size_t n = 0;

    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
        if (n < room && lua_type(L, -2) == LUA_TSTRING)
            names[n++] = lua_tostring(L, -2);
    return n;
}

static int no_field(lua_State *L, const char *hint)
{
    const struct class *class = class_of(L);
    const char *key = luaL_tolstring(L, 2, NULL), *near, *names[96];
    size_t n;

    if (hint) {
        lua_pushfstring(L, hint, key);
        return vm_error(L, "%s has no field '%s' (%s)", class->noun, key,
                        lua_tostring(L, -1));
    }
    n = names_of(L, lua_upvalueindex(FIELDS), names, 48);
    n += names_of(L, lua_upvalueindex(METHODS), names + n, 48);
    near = str_closest(key, names, n);
    return vm_error(L, "%s has no field '%s'%s%s%s", class->noun, key,
                    near ? " (did you mean '" : "", near ? near : "",
                    near ? "'?)" : "");
}

int class_closest(lua_State *L)
{
    const char *key = luaL_tolstring(L, 1, NULL), *names[96];

    luaL_checktype(L, 2, LUA_TTABLE);
    lua_pushstring(L, str_closest(key, names, names_of(L, 2, names, 96)));
    return 1;
}

int class_of_value(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_settop(L, 1);
    if (lua_type(L, 1) != LUA_TUSERDATA ||
        luaL_getmetafield(L, 1, "__name") != LUA_TSTRING)
        return 0;
    return 1;
}

static bool has(lua_State *L, int upvalue)
{
    lua_pushvalue(L, 2);
    return lua_rawget(L, lua_upvalueindex(upvalue)) != LUA_TNIL;
}

static int read_field(lua_State *L)
{
    lua_settop(L, 2);
    if (has(L, METHODS))
        return 1;
    if (!has(L, FIELDS))
        return no_field(L, class_of(L)->read_hint);
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    return 1;
}

static int write_field(lua_State *L)
{
    lua_settop(L, 3);
    if (has(L, SETTERS)) {
        lua_pushvalue(L, 1);
        lua_pushvalue(L, 3);
        lua_call(L, 2, 0);
        return 0;
    }
    if (has(L, FIELDS) || has(L, METHODS))
        return vm_error(L, "'%s' of %s cannot be set",
                        luaL_tolstring(L, 2, NULL), class_of(L)->noun);
    return no_field(L, class_of(L)->write_hint);
}

static void push_table(lua_State *L, const luaL_Reg *functions)
{
    lua_newtable(L);
    if (functions)
        luaL_setfuncs(L, functions, 0);
}

static void keep(lua_State *L, int table, const char *key, int value)
{
    lua_pushvalue(L, value);
    lua_setfield(L, table, key);
}

/* core.classes[name] = { methods =, fields =, setters = } */
static void publish(lua_State *L, const char *name, int core, int methods)
{
    luaL_getsubtable(L, core, "classes");
    lua_newtable(L);
    keep(L, lua_gettop(L), "methods", methods);
    keep(L, lua_gettop(L), "fields", methods + 1);
    keep(L, lua_gettop(L), "setters", methods + 2);
    lua_setfield(L, -2, name);
    lua_pop(L, 1);
}

static void set_closure(lua_State *L, int methods, const char *name,
                        lua_CFunction fn)
{
    for (int i = 0; i < UPVALUES; i++)
        lua_pushvalue(L, methods + i);
    lua_pushcclosure(L, fn, UPVALUES);
    lua_setfield(L, -2, name);
}

void class_open(lua_State *L, const struct class *class)
{
    int core = lua_gettop(L), methods = core + 1;

    push_table(L, class->methods);
    push_table(L, class->fields);
    push_table(L, class->setters);
    lua_pushlightuserdata(L, (void *)(uintptr_t) class);
    publish(L, class->name, core, methods);
    luaL_newmetatable(L, class->name);
    if (class->meta)
        luaL_setfuncs(L, class->meta, 0);
    lua_pushboolean(L, false);
    lua_setfield(L, -2, "__metatable");
    set_closure(L, methods, "__index", read_field);
    set_closure(L, methods, "__newindex", write_field);
    lua_settop(L, core);
}

void *class_new(lua_State *L, const struct class *class, size_t size)
{
    void *object = lua_newuserdatauv(L, size, 1);

    memset(object, 0, size);
    luaL_setmetatable(L, class->name);
    return object;
}

void *class_check(lua_State *L, int arg, const struct class *class)
{
    void *object = luaL_testudata(L, arg, class->name);

    if (!object)
        vm_error(L, "this wants %s, not %s%s%s", class->noun,
                 lua_isnoneornil(L, arg) ? "" : "a ", luaL_typename(L, arg),
                 arg == 1 ? " (methods are called with ':')" : "");
    return object;
}
