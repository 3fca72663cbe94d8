/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/op.h"
#include "lua/eval.h"
#include "lua/load.h"
#include "lua/object.h"
#include "lua/prelude.h"
#include "lua/tool.h"

#include <string.h>

struct job {
    const struct lua_op *op;
    const char *phase;
    struct strv *warnings;
    struct err *err;
    int rc;
};

static void set_text(lua_State *L, const char *key, const char *text)
{
    lua_pushstring(L, text);
    lua_setfield(L, -2, key);
}

static void push_given(lua_State *L, const struct job *job)
{
    lua_createtable(L, 0, 4);
    set_text(L, "name", job->op->name);
    set_text(L, "phase", job->phase);
    set_text(L, "new_name", job->op->new_name);
    domain_push(L, job->op->domain);
    lua_setfield(L, -2, "domain");
}

static int run_job(lua_State *L)
{
    struct job *job = lua_touserdata(L, 1);

    prelude_push(L, "op");
    push_given(L, job);
    lua_call(L, 1, 3);
    job->rc = load_answer(L, job->err);
    lua_pop(L, 2);
    for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
        strv_add(job->warnings, lua_tostring(L, -1));
        lua_pop(L, 1);
    }
    return 0;
}

static int run(struct clone_hooks *hooks, struct job *job)
{
    struct vm *vm = lua_hooks_vm(hooks);
    struct vm_scene scene = {
        .stop = job->op->stop,
        .free_hand = strcmp(job->phase, "check") != 0,
    };
    int rc;

    scene = vm_enter(vm, scene);
    rc = vm_do(vm, run_job, job, job->err);
    vm_leave(vm, scene);
    return rc || job->rc ? -1 : 0;
}

int lua_op_begin(struct clone_hooks *hooks, const struct lua_op *op,
                 struct strv *warnings, struct err *err)
{
    struct job check = { op, "check", warnings, err, 0 };
    struct job before = { op, "before", warnings, err, 0 };

    if (lua_hooks_load(hooks, false, warnings, err) || run(hooks, &check))
        return -1;
    return run(hooks, &before);
}

void lua_op_end(struct clone_hooks *hooks, const struct lua_op *op,
                struct strv *warnings)
{
    struct err err = ERR_INIT;
    struct job after = { op, "after", warnings, &err, 0 };

    if (run(hooks, &after))
        strv_add(warnings, err.text);
}
