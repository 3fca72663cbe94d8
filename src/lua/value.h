/* SPDX-License-Identifier: GPL-3.0-or-later */
/* C memory that a Lua error does not leak, and arguments that are checked. */
#ifndef LUA_VALUE_H
#define LUA_VALUE_H

#include "base/str.h"
#include "lua/vm.h"

/* Push a box: zeroed memory of that size, on which done() is called when it
 * is collected or closed, even if that happens twice. */
void *value_box(lua_State *L, size_t size, void (*done)(void *));
/* A box for one malloc'ed text, and: push that text (NULL: nil), freeing it. */
char **value_text_box(lua_State *L);
int value_push_text(lua_State *L, char **text);

/* Set a member of the table at the top; NULL: there is none. */
void value_set_text(lua_State *L, const char *key, const char *text);
/* Push a list of the texts; NULL: an empty one. */
void value_push_list(lua_State *L, const struct strv *list);
/* Add the texts of the list at the top, which is popped. */
void value_take_list(lua_State *L, struct strv *ret);

/* The string argument, which must not hold a NUL. `what` names it. */
const char *value_text(lua_State *L, int arg, const char *what);
/* A string or an integer as text (the number is converted on the stack); nil
 * gives NULL. 2.0 is 2; 1.5 and booleans are errors with advice. */
const char *value_string(lua_State *L, int arg);

void value_open(lua_State *L);

#endif
