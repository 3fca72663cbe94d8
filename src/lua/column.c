/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/column.h"
#include "base/mem.h"
#include "lua/eval.h"
#include "lua/load.h"
#include "lua/object.h"
#include "lua/prelude.h"
#include "lua/tool.h"

static int read_rows(lua_State *L)
{
    struct strv *ret = lua_touserdata(L, 1);

    prelude_push(L, "columns");
    lua_call(L, 0, 1);
    value_take_list(L, ret);
    return 0;
}

int lua_columns(struct clone_hooks *hooks, struct strv *ret, struct err *err)
{
    AUTO(strv_done) struct strv notes = { 0 };
    struct vm_act act = { .fn = read_rows, .data = ret };

    if (lua_hooks_load(hooks, false, &notes, err))
        return -1;
    return vm_play(lua_hooks_vm(hooks), &act, err);
}

struct job {
    struct lua_cell *cell;
    char *text;
    struct err *err;
};

static int get(lua_State *L)
{
    struct job *job = lua_touserdata(L, 1);

    prelude_push(L, "cell");
    lua_pushstring(L, job->cell->column);
    domain_push(L, job->cell->domain);
    lua_pushboolean(L, job->cell->whole);
    lua_call(L, 3, 3);
    if (lua_isnil(L, -3)) {
        load_answer(L, job->err);
        return 0;
    }
    job->cell->is_number = lua_toboolean(L, -2);
    job->text = mem_dup(lua_tostring(L, -3));
    return 0;
}

char *lua_cell(struct clone_hooks *hooks, struct lua_cell *cell,
               struct err *err)
{
    struct job job = { .cell = cell, .err = err };
    struct vm_act act = {
        .fn = get,
        .data = &job,
        .scene = { .stop = cell->stop, .watches = "a column" },
    };

    vm_play(lua_hooks_vm(hooks), &act, err);
    return job.text;
}
