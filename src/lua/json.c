/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON, through json-c: texts to values, and the parts that lua/virt/json.lua
 * makes texts of. */
#include "base/str.h"
#include "lua/value.h"

#include <errno.h>
#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 64 };

static const char null_key, list_key[] = "virt.json.list";

/* ---- a text's value ----------------------------------------------------- */

struct decoder {
    struct json_tokener *tokener;
    struct json_object *value;
};

static void decoder_done(void *memory)
{
    struct decoder *decoder = memory;

    if (decoder->tokener)
        json_tokener_free(decoder->tokener);
    json_object_put(decoder->value);
    *decoder = (struct decoder){ NULL, NULL };
}

static void push_value(lua_State *L, struct json_object *value);

static void push_list(lua_State *L, struct json_object *list)
{
    size_t n = json_object_array_length(list);

    lua_newtable(L);
    luaL_setmetatable(L, list_key);
    for (size_t i = 0; i < n; i++) {
        push_value(L, json_object_array_get_idx(list, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static void push_object(lua_State *L, struct json_object *object)
{
    struct json_object_iterator at = json_object_iter_begin(object);
    struct json_object_iterator end = json_object_iter_end(object);

    lua_newtable(L);
    for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
        lua_pushstring(L, json_object_iter_peek_name(&at));
        push_value(L, json_object_iter_peek_value(&at));
        lua_rawset(L, -3);
    }
}

/* json-c takes the words NaN and Infinity, and 1e999 for the latter. */
static void push_float(lua_State *L, double number)
{
    if (!isfinite(number))
        vm_error(L, "a number in the JSON is too large, or none");
    lua_pushnumber(L, number);
}

static void push_value(lua_State *L, struct json_object *value)
{
    luaL_checkstack(L, 4, NULL);
    switch (json_object_get_type(value)) {
    case json_type_null:
        lua_pushlightuserdata(L, (void *)(uintptr_t)&null_key);
        break;
    case json_type_boolean:
        lua_pushboolean(L, json_object_get_boolean(value));
        break;
    case json_type_double:
        push_float(L, json_object_get_double(value));
        break;
    case json_type_int:
        lua_pushinteger(L, json_object_get_int64(value));
        break;
    case json_type_string:
        lua_pushlstring(L, json_object_get_string(value),
                        (size_t)json_object_get_string_len(value));
        break;
    case json_type_array:
        push_list(L, value);
        break;
    case json_type_object:
        push_object(L, value);
        break;
    }
}

/* ---- what json-c takes in silence ---------------------------------------- */

/* Behind the text that begins at the quote; *is_cut: it holds a NUL. */
static const char *skip_text(const char *at, bool *is_cut)
{
    for (at++; *at && *at != '"'; at += *at == '\\' && at[1] ? 2 : 1)
        *is_cut |= str_starts(at, "\\u0000");
    return *at ? at + 1 : at;
}

/* Behind the number; *is_cut: it is whole and does not fit. */
static const char *skip_number(const char *at, bool *is_cut)
{
    size_t n = strspn(at, "+-.0123456789Ee");

    errno = 0;
    strtoll(at, NULL, 10);
    *is_cut = errno == ERANGE && strcspn(at, ".Ee") >= n;
    return at + n;
}

/* json-c ends a name at a NUL, takes a whole number that does not fit for the
 * nearest that does, and single quotes for double ones. Where it has done so
 * in what it took for JSON; or NULL. */
static const char *find_cut(const char *text)
{
    bool is_cut = false;

    for (const char *at = text, *next; *at; at = next, is_cut = false) {
        bool is_text = *at == '"';

        next = at + 1;
        if (*at == '\'')
            return at;
        if (is_text)
            next = skip_text(at, &is_cut);
        else if (*at == '-' || (*at >= '0' && *at <= '9'))
            next = skip_number(at, &is_cut);
        if (is_cut && (!is_text || next[strspn(next, " \t\r\n")] == ':'))
            return at;
    }
    return NULL;
}

static int bad_part(lua_State *L, const char *text, const char *at)
{
    const char *why = *at == '"'    ? "a name must not hold a NUL"
                      : *at == '\'' ? "a text is in double quotes"
                                    : "the number is too large";

    return vm_error(L, "byte %d of the JSON: %s", (int)(at - text) + 1, why);
}

static int bad_text(lua_State *L, struct json_tokener *tokener)
{
    enum json_tokener_error error = json_tokener_get_error(tokener);

    return vm_error(L, "byte %d of the JSON: %s",
                    (int)json_tokener_get_parse_end(tokener) + 1,
                    error == json_tokener_success
                        ? "something comes after the value"
                        : json_tokener_error_desc(error));
}

/* decode(text) */
static int raw_decode(lua_State *L)
{
    size_t n;
    const char *text = luaL_checklstring(L, 1, &n), *cut;
    struct decoder *decoder = value_box(L, sizeof(*decoder), decoder_done);

    lua_toclose(L, -1);
    decoder->tokener = json_tokener_new_ex(DEEPEST);
    if (!decoder->tokener || n >= INT32_MAX)
        return vm_error(L, "the JSON is too large");
    json_tokener_set_flags(decoder->tokener,
                           JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    /* With its NUL: a number at the end is then known to be over. */
    decoder->value = json_tokener_parse_ex(decoder->tokener, text, (int)n + 1);
    if (json_tokener_get_error(decoder->tokener) != json_tokener_success ||
        json_tokener_get_parse_end(decoder->tokener) < n)
        return bad_text(L, decoder->tokener);
    cut = find_cut(text);
    if (cut)
        return bad_part(L, text, cut);
    push_value(L, decoder->value);
    return 1;
}

/* ---- texts and numbers -------------------------------------------------- */

static void object_done(void *memory)
{
    struct json_object **object = memory;

    json_object_put(*object);
    *object = NULL;
}

/* quote(text): as JSON has it */
static int raw_quote(lua_State *L)
{
    size_t n;
    const char *text = luaL_checklstring(L, 1, &n);
    struct json_object **box = value_box(L, sizeof(*box), object_done);

    lua_toclose(L, -1);
    if (n > INT32_MAX)
        return vm_error(L, "the text is too large for JSON");
    *box = json_object_new_string_len(text, (int)n);
    lua_pushstring(L, json_object_to_json_string_ext(
                          *box, JSON_C_TO_STRING_NOSLASHESCAPE));
    return 1;
}

/* number(float): with as many digits as it takes to get the same one back */
static int raw_number(lua_State *L)
{
    double number = luaL_checknumber(L, 1);
    char text[48];

    if (!isfinite(number))
        return vm_error(L, "JSON has no number %f", number);
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof(text), "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    lua_pushfstring(L, "%s%s", text, strpbrk(text, ".e") ? "" : ".0");
    return 1;
}

/* ---- lists -------------------------------------------------------------- */

/* list(table): the table, marked */
static int raw_list(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return vm_error(L, "this table is protected and cannot be made a list");
    luaL_setmetatable(L, list_key);
    return 1;
}

static int raw_is_list(lua_State *L)
{
    lua_settop(L, 1);
    luaL_getmetatable(L, list_key);
    lua_pushboolean(L, lua_getmetatable(L, 1) && lua_rawequal(L, -1, -2));
    return 1;
}

void json_open(lua_State *L)
{
    static const luaL_Reg raw[] = {
        { "decode", raw_decode }, { "is_list", raw_is_list },
        { "list", raw_list },     { "number", raw_number },
        { "quote", raw_quote },   { NULL, NULL },
    };

    luaL_newmetatable(L, list_key);
    lua_pushboolean(L, false);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    luaL_newlib(L, raw);
    lua_pushlightuserdata(L, (void *)(uintptr_t)&null_key);
    lua_setfield(L, -2, "null");
    lua_setfield(L, -2, "json");
}
