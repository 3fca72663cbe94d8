/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/method.h"
#include "lua/context.h"
#include "lua/load.h"
#include "lua/prelude.h"

static int read_names(lua_State *L)
{
    struct strv *ret = lua_touserdata(L, 1);

    prelude_push(L, "methods");
    lua_call(L, 0, 1);
    value_take_list(L, ret);
    return 0;
}

void lua_methods(struct vm *vm, struct strv *ret)
{
    struct vm_act act = { .fn = read_names, .data = ret };
    struct err ignored = ERR_INIT;

    vm_play(vm, &act, &ignored);
}

struct call {
    const struct lua_maker *maker;
    const char *entry;
    struct err *err;
    int rc;
};

static void set_text(lua_State *L, const char *key, const char *text)
{
    lua_pushstring(L, text ? text : "");
    lua_setfield(L, -2, key);
}

static void push_job(lua_State *L, const struct store_job *job)
{
    lua_createtable(L, 0, 8);
    set_text(L, "source", job->from->path);
    set_text(L, "source_format", job->from->format);
    set_text(L, "path", job->path);
    set_text(L, "format", job->format);
    set_text(L, "pool", job->pool);
    set_text(L, "name", job->name);
    lua_pushinteger(L, (lua_Integer)job->size);
    lua_setfield(L, -2, "size");
    lua_pushboolean(L, job->local);
    lua_setfield(L, -2, "is_local");
}

static int run(lua_State *L)
{
    struct call *call = lua_touserdata(L, 1);
    const struct lua_maker *maker = call->maker;

    prelude_push(L, call->entry);
    lua_pushstring(L, maker->job->method);
    lua_rawgeti(L, LUA_REGISTRYINDEX, maker->context);
    disk_push(L, lua_gettop(L), maker->disk->target);
    lua_remove(L, -2);
    push_job(L, maker->job);
    lua_call(L, 3, 2);
    call->rc = load_answer(L, call->err);
    return 0;
}

int lua_can_make(const struct lua_maker *maker, struct err *err)
{
    struct call call = { maker, "can_make", err, 0 };
    struct vm_act act = {
        .fn = run,
        .data = &call,
        .scene = { .stop = maker->clone->spec->stop, .clone = maker->clone },
    };

    return vm_play(maker->vm, &act, err) || call.rc ? -1 : 0;
}

int lua_make(const struct lua_maker *maker, struct err *err)
{
    struct call call = { maker, "make", err, 0 };
    struct vm_act act = {
        .fn = run,
        .data = &call,
        .scene = {
            .stop = maker->job->stop,
            .clone = maker->clone,
            .free_hand = true,
            .undo = maker->job->undo,
        },
    };

    return vm_play(maker->vm, &act, err) || call.rc ? -1 : 0;
}
