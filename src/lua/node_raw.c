/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elements that are nowhere yet: what xml.lua makes new ones of. */
#include "lua/node.h"

static int push_made(lua_State *L, struct xml_node *node, struct err *err)
{
    return node ? node_push_relative(L, 1, node) : vm_raise(L, err);
}

/* check(value): raise unless it is an element */
static int raw_check(lua_State *L)
{
    node_check(L, 1);
    return 0;
}

/* new(node, name) */
static int raw_new(lua_State *L)
{
    struct xml_node *node = node_check(L, 1);
    const char *name = value_text(L, 2, "an element's name");
    struct err err = ERR_INIT;

    return push_made(L, xml_new(xml_of(node), name, &err), &err);
}

/* from_text(node, text) */
static int raw_from_text(lua_State *L)
{
    struct xml_node *node = node_check(L, 1);
    const char *text = value_text(L, 2, "an element");
    struct err err = ERR_INIT;

    return push_made(L, xml_new_text(xml_of(node), text, &err), &err);
}

/* adopt(node, other): a removed element of the same document itself, else a
 * copy. */
static int raw_adopt(lua_State *L)
{
    struct xml_node *node = node_check(L, 1), *other = node_check(L, 2);

    if (xml_of(node) == xml_of(other) && !xml_attached(other) &&
        !xml_parent(other)) {
        lua_settop(L, 2);
        return 1;
    }
    return node_push_relative(L, 1, xml_new_copy(xml_of(node), other));
}

/* attribute(node, name, value) */
static int raw_attribute(lua_State *L)
{
    struct xml_node *node = node_check(L, 1);
    const char *name = value_text(L, 2, "an attribute's name");
    const char *value = value_string(L, 3);
    struct err err = ERR_INIT;

    node_sign(L, node);
    if (xml_set_attribute(node, name, value, &err))
        return vm_raise(L, &err);
    return 0;
}

/* put(parent, child, before or nil) */
static int raw_put(lua_State *L)
{
    struct xml_node *parent = node_check(L, 1), *child = node_check(L, 2);
    struct xml_node *before = lua_isnoneornil(L, 3) ? NULL : node_check(L, 3);
    struct err err = ERR_INIT;

    node_sign(L, parent);
    if (xml_put(parent, child, before, &err))
        return vm_raise(L, &err);
    lua_settop(L, 2);
    return 1;
}

/* parse(text, name): a document of Lua's own. */
static int raw_parse(lua_State *L)
{
    const char *text = value_text(L, 1, "XML");
    const char *name =
        lua_isnoneornil(L, 2) ? "the XML text" : value_text(L, 2, "the name");
    struct doc *doc = doc_push(L, NULL, true);
    struct err err = ERR_INIT;

    doc->xml = xml_parse(text, name, &err);
    if (!doc->xml)
        return vm_raise(L, &err);
    return node_push(L, -1, xml_root(doc->xml));
}

void node_raw_open(lua_State *L)
{
    static const luaL_Reg raw[] = {
        { "adopt", raw_adopt }, { "attribute", raw_attribute },
        { "check", raw_check }, { "from_text", raw_from_text },
        { "new", raw_new },     { "parse", raw_parse },
        { "put", raw_put },     { NULL, NULL },
    };

    luaL_newlib(L, raw);
    lua_setfield(L, -2, "node");
}
