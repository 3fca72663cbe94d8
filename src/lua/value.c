/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/value.h"
#include "base/mem.h"

#include <string.h>

static const char box_key[] = "virt.box";

struct box {
    void (*done)(void *);
    max_align_t memory;
};

static int box_gc(lua_State *L)
{
    struct box *box = lua_touserdata(L, 1);

    box->done(&box->memory);
    return 0;
}

void *value_box(lua_State *L, size_t size, void (*done)(void *))
{
    size_t n = offsetof(struct box, memory) + size;
    struct box *box =
        lua_newuserdatauv(L, n < sizeof(*box) ? sizeof(*box) : n, 0);

    memset(box, 0, n);
    box->done = done;
    luaL_setmetatable(L, box_key);
    return &box->memory;
}

static void text_done(void *memory)
{
    mem_set(memory, NULL);
}

char **value_text_box(lua_State *L)
{
    return value_box(L, sizeof(char *), text_done);
}

int value_push_text(lua_State *L, char **text)
{
    lua_pushstring(L, *text);
    mem_set(text, NULL);
    return 1;
}

/* ---- tables ------------------------------------------------------------- */

void value_set_text(lua_State *L, const char *key, const char *text)
{
    lua_pushstring(L, text);
    lua_setfield(L, -2, key);
}

void value_push_list(lua_State *L, const struct strv *list)
{
    lua_newtable(L);
    for (size_t i = 0; list && i < list->n; i++) {
        lua_pushstring(L, list->v[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

void value_take_list(lua_State *L, struct strv *ret)
{
    for (lua_Integer i = 1; lua_rawgeti(L, -1, i), lua_isstring(L, -1); i++) {
        strv_add(ret, lua_tostring(L, -1));
        lua_pop(L, 1);
    }
    lua_pop(L, 2);
}

/* ---- arguments ---------------------------------------------------------- */

const char *value_text(lua_State *L, int arg, const char *what)
{
    size_t n;
    const char *text;

    if (lua_type(L, arg) != LUA_TSTRING)
        vm_error(L, "%s must be a string, not %s%s", what,
                 lua_isnil(L, arg) ? "" : "a ", luaL_typename(L, arg));
    text = lua_tolstring(L, arg, &n);
    if (strlen(text) != n)
        vm_error(L, "%s holds a NUL byte", what);
    return text;
}

static const char *number_value(lua_State *L, int arg)
{
    lua_Integer whole;
    int is_whole;

    whole = lua_tointegerx(L, arg, &is_whole);
    if (!is_whole)
        vm_error(L, "%s is not a whole number; write it as text",
                 luaL_tolstring(L, arg, NULL));
    lua_pushinteger(L, whole);
    lua_replace(L, arg);
    return lua_tostring(L, arg);
}

const char *value_string(lua_State *L, int arg)
{
    switch (lua_type(L, arg)) {
    case LUA_TNIL:
        return NULL;
    case LUA_TSTRING:
        return value_text(L, arg, "the value");
    case LUA_TNUMBER:
        return number_value(L, arg);
    case LUA_TBOOLEAN:
        vm_error(L, "a boolean is not a value here; write 'yes'/'no' or "
                    "'on'/'off'");
        return NULL;
    default:
        vm_error(L, "a value is a string or an integer, not a %s",
                 luaL_typename(L, arg));
        return NULL;
    }
}

void value_open(lua_State *L)
{
    luaL_newmetatable(L, box_key);
    lua_pushboolean(L, false);
    lua_setfield(L, -2, "__metatable");
    lua_pushcfunction(L, box_gc);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, box_gc);
    lua_setfield(L, -2, "__close");
    lua_pop(L, 1);
}
