/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libvirt's objects in Lua. Each libvirt call, also a free, forgets the last
 * error; and any allocation of Lua may run a finalizer, which frees. So an
 * error is copied to the C stack (virt_err) before Lua is touched.
 */
#ifndef LUA_OBJECT_H
#define LUA_OBJECT_H

#include "lua/class.h"
#include "virt/error.h"

/* A reference to one, released with the userdata. */
struct object {
    void *it; /* NULL: not there yet */
    void (*release)(void *it);
};

extern const luaL_Reg object_meta[]; /* __gc, __close */
extern const struct class conn_class, domain_class, pool_class, volume_class,
    network_class;

/* Push one that is empty; what it is to hold is got afterwards. */
struct object *object_push(lua_State *L, const struct class *class,
                           void (*release)(void *));
/* What the argument holds. */
void *object_check(lua_State *L, int arg, const struct class *class);

void conn_release(void *it);
void domain_release(void *it);
void pool_release(void *it);
void volume_release(void *it);
void network_release(void *it);

/* Push the connection. */
void conn_push(lua_State *L, virConnectPtr vir);
void domain_push(lua_State *L, virDomainPtr domain);

/* Raise "what: " and libvirt's last message; to be called at once. */
int object_fail(lua_State *L, const char *what);
/* Nothing was found: nil and the message, but raise what is no such lookup. */
int object_missing(lua_State *L, int code, const char *what);

/* Push XML text, which is freed, as a document that cannot be changed. */
int object_push_xml(lua_State *L, char **boxed);

/* Parts of object_open. */
void domain_open(lua_State *L);
void storage_open(lua_State *L);
void network_open(lua_State *L);

#endif
