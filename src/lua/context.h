/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clone as scripts see it: virt.Clone, completed by the prelude. */
#ifndef LUA_CONTEXT_H
#define LUA_CONTEXT_H

#include "clone/clone.h"
#include "lua/class.h"
#include "lua/node.h"

enum { CONTEXT_XML, CONTEXT_SOURCE_XML, CONTEXT_DOCS };

/* User value 1 is a table: documents, and "data", the hooks' own. */
struct context {
    struct clone *clone; /* NULL: it is over */
    struct doc *docs[CONTEXT_DOCS];
};

extern const struct class context_class;

/* Push the context of a clone that begins. */
struct context *context_push(lua_State *L, struct clone *clone);

/* The clone is about to be freed: this and all its elements go stale. Cannot
 * fail. */
void context_end(struct context *context);

/* The argument, or an error; also when its clone is over. */
struct context *context_check(lua_State *L, int arg);

/* Push the document CONTEXT_XML or CONTEXT_SOURCE_XML of the context at arg. */
struct doc *context_doc(lua_State *L, int arg, int which);

/* Push the disk of that target, of the context at that index. */
void disk_push(lua_State *L, int context, const char *target);

/* Raise when whoever runs must not even ask others. */
void context_outside(lua_State *L, const char *what);

/* Raise unless effects are allowed now; what: "virt.run". */
void context_effects(lua_State *L, const char *what);

/* Part of context_open. */
void context_raw_open(lua_State *L);

#endif
