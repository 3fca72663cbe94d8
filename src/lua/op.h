/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hooks on commands about one domain, other than clone. What they do in
 * "before" goes onto an undo stack, journalled as "NAME 'domain'", which is run
 * when the command fails.
 */
#ifndef LUA_OP_H
#define LUA_OP_H

#include "base/undo.h"
#include "lua/hooks.h"

#include <libvirt/libvirt.h>
#include <stdatomic.h>

struct journal;
struct vm;

struct lua_op {
    const char *name;    /* "define", "destroy", "rename", "shutdown", "start",
                            "undefine" */
    const char *subject; /* the domain's name */
    virConnectPtr vir;
    virDomainPtr domain;  /* NULL while a domain is being defined */
    const char *new_name; /* of rename; else NULL */
    const char *xml;      /* of define; else NULL */
    const atomic_bool *stop;

    /* Between begin and end: */
    struct vm *vm; /* a reference */
    int ref;       /* of what hooks see, in the registry */
    struct undo undo;
    struct journal *journal;
};

/* Run "check" and "before" of its hooks. A refusal is ERR_DENIED. When this
 * fails all is undone, and the operation is over. */
int lua_op_begin(struct clone_hooks *hooks, struct lua_op *op,
                 struct strv *warnings, struct err *err);
/* It is done: run "after". What fails there is a warning. */
void lua_op_end(struct lua_op *op, struct strv *warnings);
/* It failed, as *err says: take back what its hooks did. */
void lua_op_fail(struct lua_op *op, struct err *err);

#endif
