/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Userdata with methods and fields, whose unknown fields are errors. */
#ifndef LUA_CLASS_H
#define LUA_CLASS_H

#include "lua/value.h"

struct class
{
    const char *name; /* "virt.Xml" */
    const char *noun; /* "an XML element": begins messages */
    const luaL_Reg *methods, *fields, *setters, *meta; /* NULL: none */
    /* Advice with one %s, the field: on reading, on writing. NULL: the
     * nearest name. */
    const char *read_hint, *write_hint;
};

/* Register it. The prelude adds to it by core.classes[name].methods, .fields
 * and .setters; the table of the core's functions is on the top. */
void class_open(lua_State *L, const struct class *class);

/* Push a new object; its user value 1 is nil. */
void *class_new(lua_State *L, const struct class *class, size_t size);

/* The argument, or an error that names the class. */
void *class_check(lua_State *L, int arg, const struct class *class);

/* Lua: class_of(value): the class of a userdata, or nil. */
int class_of_value(lua_State *L);

/* Lua: closest(word, table): the key that was probably meant, or nil. */
int class_closest(lua_State *L);

#endif
