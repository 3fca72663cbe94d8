/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XML elements in Lua: a reference {element, document}. The document is a
 * userdata of its own that every reference keeps alive; one that the core
 * owns goes stale when the core frees it, and so do all its references.
 */
#ifndef LUA_NODE_H
#define LUA_NODE_H

#include "lua/value.h"
#include "virt/xml.h"

struct doc {
    struct xml *xml; /* NULL: stale */
    bool owned;      /* freed with the userdata */
};

/* Push a document userdata. */
struct doc *doc_push(lua_State *L, struct xml *xml, bool owned);

/* Push the element, of the document at that index. NULL pushes nil. */
int node_push(lua_State *L, int doc, struct xml_node *node);
/* Push another element of the document that the element at arg is of. */
int node_push_relative(lua_State *L, int arg, struct xml_node *node);

/* The argument, or an error; also when its document is stale. */
struct xml_node *node_check(lua_State *L, int arg);

/* The edit that follows is made by the script that calls. */
void node_sign(lua_State *L, const struct xml_node *node);

/* Part of node_open. */
void node_raw_open(lua_State *L);

#endif
