/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command `lua`: the state of the hooks runs what the user says. */
#ifndef LUA_EVAL_H
#define LUA_EVAL_H

#include "lua/hooks.h"

#include <libvirt/libvirt.h>
#include <stdatomic.h>

struct session;

struct lua_eval {
    const char *text; /* an expression, or statements */
    const char *name; /* in messages */
    const struct strv *words; /* its "..." */
    virConnectPtr vir;        /* the global `conn`; NULL: there is none */
    const atomic_bool *stop;
    struct session *session; /* that virt.shell and print are for */
};

/* Run it, with effects allowed. ret gets the results as texts. */
int lua_eval(struct clone_hooks *hooks, const struct lua_eval *what,
             struct strv *ret, struct err *err);

/* Whether a text is the beginning of something longer. */
bool lua_is_open(struct clone_hooks *hooks, const char *text);

/* Add what could stand for a word: keywords, variables, members. */
void lua_complete(struct clone_hooks *hooks, const char *word,
                  struct strv *ret);

/* For src/lua alone: the state, once something is loaded; or NULL. */
struct vm *lua_hooks_vm(struct clone_hooks *hooks);

/* The files that would be loaded now. */
struct hook_files;
int lua_hooks_files(struct clone_hooks *hooks, struct hook_files *ret,
                    struct err *err);

#endif
