/* SPDX-License-Identifier: GPL-3.0-or-later */
/* virt.Xml: what the prelude's xml.lua does not do itself. */
#include "lua/node.h"
#include "base/mem.h"
#include "lua/class.h"
#include "virt/xml_journal.h"

#include <math.h>
#include <string.h>

struct node {
    struct xml_node *node;
    struct doc *doc; /* kept alive by user value 1 */
};

static const char doc_key[] = "virt.Doc";
static const struct class node_class;

/* ---- documents and references ------------------------------------------- */

static int doc_gc(lua_State *L)
{
    struct doc *doc = lua_touserdata(L, 1);

    if (doc->owned)
        xml_free(TAKE(doc->xml));
    return 0;
}

struct doc *doc_push(lua_State *L, struct xml *xml, bool owned)
{
    struct doc *doc = lua_newuserdatauv(L, sizeof(*doc), 0);

    *doc = (struct doc){ .xml = xml, .owned = owned };
    luaL_setmetatable(L, doc_key);
    return doc;
}

int node_push(lua_State *L, int doc, struct xml_node *node)
{
    struct node *new;

    if (!node) {
        lua_pushnil(L);
        return 1;
    }
    doc = lua_absindex(L, doc);
    new = class_new(L, &node_class, sizeof(*new));
    new->node = node;
    new->doc = lua_touserdata(L, doc);
    lua_pushvalue(L, doc);
    lua_setiuservalue(L, -2, 1);
    return 1;
}

struct xml_node *node_check(lua_State *L, int arg)
{
    struct node *node = class_check(L, arg, &node_class);

    if (!node->doc->xml)
        vm_error(L, "this XML element is of a clone that is over");
    return node->node;
}

int node_push_relative(lua_State *L, int arg, struct xml_node *node)
{
    lua_getiuservalue(L, arg, 1);
    return node_push(L, -1, node);
}

void node_sign(lua_State *L, const struct xml_node *node)
{
    struct vm_place place = vm_place(L);

    xml_sign_at(xml_of(node), *place.text ? place.text : NULL);
}

/* ---- asking ------------------------------------------------------------- */

static size_t count_vars(lua_State *L, int vars)
{
    size_t n = 0;

    for (lua_pushnil(L); lua_next(L, vars); lua_pop(L, 1))
        n++;
    return n;
}

static void take_var(lua_State *L, struct xml_var *var)
{
    if (lua_type(L, -2) != LUA_TSTRING)
        vm_error(L, "XPath variables have names: { name = value }");
    var->name = lua_tostring(L, -2);
    if (lua_type(L, -1) == LUA_TNUMBER)
        var->number = lua_tonumber(L, -1);
    else if (lua_type(L, -1) == LUA_TSTRING)
        var->text = value_text(L, -1, "the value of an XPath variable");
    else
        vm_error(L, "XPath variable '%s' is a %s, not a string or a number",
                 var->name, luaL_typename(L, -1));
}

/* The texts stay in the table of variables, the array on the Lua stack. */
static struct xml_path path_at(lua_State *L, int xpath, int vars)
{
    struct xml_path path = { .xpath = value_text(L, xpath, "an XPath") };
    struct xml_var *list;

    if (lua_isnoneornil(L, vars))
        return path;
    if (!lua_istable(L, vars))
        vm_error(L, "XPath variables are a table { name = value }, not a %s",
                 luaL_typename(L, vars));
    list = lua_newuserdatauv(L, count_vars(L, vars) * sizeof(*list) + 1, 0);
    path.vars = list;
    for (lua_pushnil(L); lua_next(L, vars); lua_pop(L, 1)) {
        list[path.n] = (struct xml_var){ 0 };
        take_var(L, &list[path.n++]);
    }
    return path;
}

static void result_done(void *memory)
{
    xml_result_done(memory);
}

/* Leaves the boxed result on the stack. */
static struct xml_result *eval(lua_State *L, int xpath, int vars)
{
    struct xml_node *from = node_check(L, 1);
    struct xml_path path = path_at(L, xpath, vars);
    struct xml_result *result = value_box(L, sizeof(*result), result_done);
    struct err err = ERR_INIT;

    if (xml_eval(from, &path, result, &err))
        vm_raise(L, &err);
    return result;
}

static int push_number(lua_State *L, double number)
{
    if (number == floor(number) && fabs(number) < 9007199254740992.0)
        lua_pushinteger(L, (lua_Integer)number);
    else
        lua_pushnumber(L, number);
    return 1;
}

static int push_node_text(lua_State *L, const struct xml_node *node)
{
    char **text = value_text_box(L);

    *text = xml_node_text(node);
    return value_push_text(L, text);
}

static int push_string_value(lua_State *L, const struct xml_result *result)
{
    switch (result->type) {
    case XML_NODES:
        if (!result->n)
            lua_pushnil(L);
        else if (result->items[0].node)
            push_node_text(L, result->items[0].node);
        else
            lua_pushstring(L, result->items[0].text);
        return 1;
    case XML_NUMBER:
        push_number(L, result->number);
        lua_tostring(L, -1);
        return 1;
    case XML_BOOLEAN:
        lua_pushstring(L, result->truth ? "true" : "false");
        return 1;
    default:
        lua_pushstring(L, result->text);
        return 1;
    }
}

/* get(xpath, vars) is taken for get(xpath, nil, vars). */
static int node_get(lua_State *L)
{
    lua_settop(L, 4);
    if (lua_istable(L, 3) && lua_isnil(L, 4)) {
        lua_pushnil(L);
        lua_insert(L, 3);
        lua_settop(L, 4);
    }
    push_string_value(L, eval(L, 2, 4));
    if (lua_isnil(L, -1))
        lua_pushvalue(L, 3);
    return 1;
}

static int node_find(lua_State *L)
{
    struct xml_result *result;

    lua_settop(L, 3);
    result = eval(L, 2, 3);
    if (result->type != XML_NODES || (result->n && !result->items[0].node))
        return vm_error(L, "find wants elements, and '%s' is none; use get",
                        lua_tostring(L, 2));
    return node_push_relative(L, 1, result->n ? result->items[0].node : NULL);
}

static int push_list(lua_State *L, const struct xml_result *result)
{
    int doc;

    lua_getiuservalue(L, 1, 1);
    doc = lua_gettop(L);
    lua_createtable(L, (int)result->n, 0);
    for (size_t i = 0; i < result->n; i++) {
        if (result->items[i].node)
            node_push(L, doc, result->items[i].node);
        else
            lua_pushstring(L, result->items[i].text);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int node_all(lua_State *L)
{
    struct xml_result *result;

    lua_settop(L, 3);
    result = eval(L, 2, 3);
    if (result->type != XML_NODES)
        return vm_error(L, "'%s' does not name nodes; use eval",
                        lua_tostring(L, 2));
    return push_list(L, result);
}

static int node_eval(lua_State *L)
{
    struct xml_result *result;

    lua_settop(L, 3);
    result = eval(L, 2, 3);
    switch (result->type) {
    case XML_NODES:
        return push_list(L, result);
    case XML_NUMBER:
        return push_number(L, result->number);
    case XML_BOOLEAN:
        lua_pushboolean(L, result->truth);
        return 1;
    default:
        lua_pushstring(L, result->text);
        return 1;
    }
}

static void strv_box_done(void *memory)
{
    strv_done(memory);
}

static int node_attrs(lua_State *L)
{
    const struct xml_node *node = node_check(L, 1);
    struct strv *list = value_box(L, sizeof(*list), strv_box_done);

    xml_attributes(node, list);
    lua_createtable(L, 0, (int)list->n / 2);
    for (size_t i = 0; i < list->n; i += 2) {
        lua_pushstring(L, list->v[i + 1]);
        lua_setfield(L, -2, list->v[i]);
    }
    return 1;
}

static int node_serialize(lua_State *L)
{
    const struct xml_node *node = node_check(L, 1);
    char **text = value_text_box(L);

    *text = xml_node_dump(node);
    return value_push_text(L, text);
}

/* ---- changing ----------------------------------------------------------- */

static int node_set(lua_State *L)
{
    struct xml_node *from = node_check(L, 1);
    struct err err = ERR_INIT;
    struct xml_path path;
    const char *value;

    if (lua_gettop(L) < 3)
        return vm_error(L, "set wants a value (nil removes)");
    lua_settop(L, 4);
    value = value_string(L, 3);
    path = path_at(L, 2, 4);
    node_sign(L, from);
    if (xml_set(from, &path, value, &err))
        return vm_raise(L, &err);
    lua_settop(L, 1);
    return 1;
}

static int node_remove(lua_State *L)
{
    struct xml_node *from = node_check(L, 1);
    struct err err = ERR_INIT;
    struct xml_path path;
    long n = 1;

    lua_settop(L, 3);
    node_sign(L, from);
    if (lua_isnil(L, 2)) {
        if (xml_remove_node(from, &err))
            return vm_raise(L, &err);
    } else {
        path = path_at(L, 2, 3);
        n = xml_remove(from, &path, &err);
        if (n < 0)
            return vm_raise(L, &err);
    }
    lua_pushinteger(L, n);
    return 1;
}

static int node_ns(lua_State *L)
{
    struct xml_node *from = node_check(L, 1);
    const char *prefix = value_text(L, 2, "a prefix");
    const char *uri = value_text(L, 3, "a namespace");
    struct err err = ERR_INIT;

    if (xml_ns(xml_of(from), prefix, uri, &err))
        return vm_raise(L, &err);
    lua_settop(L, 1);
    return 1;
}

/* ---- fields ------------------------------------------------------------- */

static int get_name(lua_State *L)
{
    const struct xml_node *node = node_check(L, 1);
    char **text = value_text_box(L);

    *text = xml_name(node);
    return value_push_text(L, text);
}

static int get_text(lua_State *L)
{
    return push_node_text(L, node_check(L, 1));
}

static int get_path(lua_State *L)
{
    const struct xml_node *node = node_check(L, 1);
    char **text = value_text_box(L);

    *text = xml_where(node);
    return value_push_text(L, text);
}

static int get_parent(lua_State *L)
{
    return node_push_relative(L, 1, xml_parent(node_check(L, 1)));
}

static int get_line(lua_State *L)
{
    lua_pushinteger(L, xml_line(node_check(L, 1)));
    return 1;
}

static int get_attached(lua_State *L)
{
    lua_pushboolean(L, xml_attached(node_check(L, 1)));
    return 1;
}

static int set_text(lua_State *L)
{
    struct xml_node *node = node_check(L, 1);
    const char *value = value_string(L, 2);
    struct err err = ERR_INIT;

    node_sign(L, node);
    if (xml_set_text(node, value ? value : "", &err))
        return vm_raise(L, &err);
    return 0;
}

static int same(lua_State *L)
{
    const struct node *a = luaL_testudata(L, 1, node_class.name);
    const struct node *b = luaL_testudata(L, 2, node_class.name);

    lua_pushboolean(L, a && b && a->node == b->node && a->doc == b->doc);
    return 1;
}

/* ---- tables ------------------------------------------------------------- */

static const luaL_Reg methods[] = {
    { "all", node_all },       { "attrs", node_attrs },
    { "eval", node_eval },     { "find", node_find },
    { "get", node_get },       { "ns", node_ns },
    { "remove", node_remove }, { "serialize", node_serialize },
    { "set", node_set },       { NULL, NULL },
};

static const luaL_Reg fields[] = {
    { "attached", get_attached },
    { "line", get_line },
    { "name", get_name },
    { "parent", get_parent },
    { "path", get_path },
    { "text", get_text },
    { NULL, NULL },
};

static const luaL_Reg setters[] = {
    { "text", set_text },
    { NULL, NULL },
};

static const luaL_Reg meta[] = {
    { "__eq", same },
    { "__tostring", node_serialize },
    { NULL, NULL },
};

static const struct class node_class = {
    .name = "virt.Xml",
    .noun = "an XML element",
    .methods = methods,
    .fields = fields,
    .setters = setters,
    .meta = meta,
    .read_hint = "attributes: node:get('@%s')",
    .write_hint = "attributes: node:set('@%s', value)",
};

void node_open(lua_State *L)
{
    luaL_newmetatable(L, doc_key);
    lua_pushcfunction(L, doc_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
    class_open(L, &node_class);
    node_raw_open(L);
}
