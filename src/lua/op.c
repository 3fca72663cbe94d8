/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/op.h"
#include "base/journal.h"
#include "base/mem.h"
#include "lua/eval.h"
#include "lua/load.h"
#include "lua/object.h"
#include "lua/prelude.h"
#include "lua/tool.h"

#include <string.h>

struct job {
    struct lua_op *op;
    const char *phase;
    struct strv *warnings;
    struct err *err;
    int rc;
};

/* ---- what hooks see ------------------------------------------------------ */

static void set_uri(lua_State *L, virConnectPtr vir)
{
    char **uri = value_text_box(L);

    *uri = virConnectGetURI(vir);
    lua_pushstring(L, *uri ? *uri : "");
    lua_setfield(L, -3, "uri");
    lua_pop(L, 1);
}

static void set_xml(lua_State *L, const char *text)
{
    int table = lua_gettop(L);
    char **copy = value_text_box(L);

    *copy = mem_dup(text);
    object_push_xml(L, copy);
    lua_setfield(L, table, "xml");
    lua_settop(L, table);
}

static void push_domain(lua_State *L, virDomainPtr domain)
{
    if (domain)
        domain_push(L, domain);
    else
        lua_pushnil(L);
}

static int open_op(lua_State *L)
{
    struct job *job = lua_touserdata(L, 1);
    struct lua_op *op = job->op;

    prelude_push(L, "op_open");
    lua_createtable(L, 0, 6);
    value_set_text(L, "name", op->name);
    value_set_text(L, "subject", op->subject);
    value_set_text(L, "new_name", op->new_name);
    set_uri(L, op->vir);
    if (op->xml)
        set_xml(L, op->xml);
    push_domain(L, op->domain);
    lua_setfield(L, -2, "domain");
    lua_call(L, 1, 1);
    op->ref = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}

static int close_op(lua_State *L)
{
    struct job *job = lua_touserdata(L, 1);

    prelude_push(L, "op_close");
    lua_rawgeti(L, LUA_REGISTRYINDEX, job->op->ref);
    lua_call(L, 1, 0);
    return 0;
}

/* ---- the phases ---------------------------------------------------------- */

static int run_phase(lua_State *L)
{
    struct job *job = lua_touserdata(L, 1);

    prelude_push(L, "op");
    lua_rawgeti(L, LUA_REGISTRYINDEX, job->op->ref);
    lua_pushstring(L, job->phase);
    push_domain(L, job->op->domain);
    lua_call(L, 3, 3);
    job->rc = load_answer(L, job->err);
    lua_pop(L, 2);
    value_take_list(L, job->warnings);
    return 0;
}

static int enter(struct job *job, lua_CFunction fn)
{
    struct lua_op *op = job->op;
    bool is_pure = str_eq(job->phase, "check");
    struct vm_act act = {
        .fn = fn,
        .data = job,
        .scene = {
            .stop = op->stop,
            .undo = &op->undo,
            .free_hand = !is_pure,
            .phase = is_pure ? job->phase : NULL,
        },
    };

    return vm_play(op->vm, &act, job->err) || job->rc ? -1 : 0;
}

static struct journal *open_journal(const struct lua_op *op)
{
    AUTO(free) char *uri = virConnectGetURI(op->vir);
    AUTO(free) char *what = mem_fmt("%s '%s'", op->name, op->subject);

    return journal_new(what, uri);
}

static void over(struct lua_op *op)
{
    struct err ignored = ERR_INIT;
    struct job job = { .op = op, .err = &ignored };

    undo_done(&op->undo);
    if (op->ref != LUA_NOREF) {
        enter(&job, close_op);
        vm_lock(op->vm);
        luaL_unref(op->vm->L, LUA_REGISTRYINDEX, op->ref);
        vm_unlock(op->vm);
    }
    journal_free(op->journal);
    vm_unref(op->vm);
    op->vm = NULL;
    op->journal = NULL;
    op->undo.journal = NULL;
    op->ref = LUA_NOREF;
}

int lua_op_begin(struct clone_hooks *hooks, struct lua_op *op,
                 struct strv *warnings, struct err *err)
{
    static const char *const phases[] = { "check", "before" };
    struct job job = { .op = op, .warnings = warnings, .err = err };
    int rc;

    if (lua_hooks_load(hooks, false, warnings, err))
        return -1;
    op->ref = LUA_NOREF;
    op->vm = vm_ref(lua_hooks_vm(hooks));
    op->undo.journal = op->journal = open_journal(op);
    rc = enter(&job, open_op);
    for (size_t i = 0; rc == 0 && i < COUNT(phases); i++) {
        job.phase = phases[i];
        rc = enter(&job, run_phase);
    }
    if (rc)
        lua_op_fail(op, err);
    return rc;
}

/* What is done stays: after a crash "before" must not be taken back. */
void lua_op_end(struct lua_op *op, struct strv *warnings)
{
    struct err err = ERR_INIT;
    struct job job = { op, "after", warnings, &err, 0 };

    if (journal_commit(op->journal, &err))
        strv_fmt(warnings, "'%s' is done, but %s", op->name, err.text);
    op->undo.journal = NULL;
    if (enter(&job, run_phase))
        strv_add(warnings, err.text);
    over(op);
}

void lua_op_fail(struct lua_op *op, struct err *err)
{
    undo_back(&op->undo, err);
    over(op);
}
