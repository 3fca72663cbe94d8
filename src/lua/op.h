/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hooks on commands about one domain, other than clone. */
#ifndef LUA_OP_H
#define LUA_OP_H

#include "lua/hooks.h"

#include <libvirt/libvirt.h>
#include <stdatomic.h>

struct lua_op {
    const char *name; /* "start", "shutdown", "destroy", "undefine", "rename" */
    virDomainPtr domain;
    const char *new_name; /* of rename; else NULL */
    const atomic_bool *stop;
};

/* Run "check" and "before" of its hooks. A refusal is ERR_DENIED. */
int lua_op_begin(struct clone_hooks *hooks, const struct lua_op *op,
                 struct strv *warnings, struct err *err);
/* It is done: run "after". What fails there is a warning. */
void lua_op_end(struct clone_hooks *hooks, const struct lua_op *op,
                struct strv *warnings);

#endif
