/* SPDX-License-Identifier: GPL-3.0-or-later */
/* c:step: an effect of a hook and its undo, on the clone's undo stack. */
#include "base/mem.h"
#include "lua/context.h"

struct step {
    struct vm *vm;       /* a reference */
    struct clone *clone; /* that the stack belongs to */
    int undo;            /* the function, in the registry */
};

static int call_undo(lua_State *L)
{
    const struct undo_step *record = lua_touserdata(L, 1);
    const struct step *step = record->data;

    lua_pushcfunction(L, vm_guard);
    lua_pushliteral(L, "effect");
    lua_rawgeti(L, LUA_REGISTRYINDEX, step->undo);
    lua_pushboolean(L, record->uncertain);
    lua_call(L, 3, 2);
    if (!lua_toboolean(L, -2))
        return lua_error(L);
    return 0;
}

/* The Ctrl-C that led here must not end what takes the step back. */
static int undo(struct undo_step *record, struct err *err)
{
    const struct step *step = record->data;
    struct vm *vm = step->vm;
    const atomic_bool *stop = vm->stop;
    struct clone *clone = vm->clone;
    int rc;

    vm->stop = NULL;
    vm->clone = step->clone;
    rc = vm_do(vm, call_undo, record, err);
    vm->stop = stop;
    vm->clone = clone;
    return rc;
}

static void step_free(void *data)
{
    struct step *step = data;

    luaL_unref(step->vm->L, LUA_REGISTRYINDEX, step->undo);
    vm_unref(step->vm);
    free(step);
}

static const struct undo_kind step_kind = {
    .name = "hook",
    .undo = undo,
    .free = step_free,
};

static void record(lua_State *L, struct clone *clone, const char *what)
{
    int ref;
    struct step *step;

    lua_pushvalue(L, 4);
    ref = luaL_ref(L, LUA_REGISTRYINDEX);
    step = mem_new(1, sizeof(*step));
    *step = (struct step){ vm_ref(vm_of(L)), clone, ref };
    undo_push(&clone->undo, &step_kind, what, step);
}

/* step(c, what, run, undo): run's first result. A step that was cut may or may
 * not have been made. */
static int raw_step(lua_State *L)
{
    struct clone *clone = context_check(L, 1)->clone;
    struct vm *vm = vm_of(L);
    int rc;

    context_effects(L, "c:step");
    if (vm->in_step)
        return vm_error(L, "a step cannot be made inside a step");
    record(L, clone, luaL_checkstring(L, 2));
    vm->in_step = true;
    vm->in_doubt = false;
    lua_pushvalue(L, 3);
    rc = lua_pcall(L, 0, 1, 0);
    vm->in_step = false;
    if (rc == LUA_OK && !vm->cut)
        return 1;
    if (vm->cut || vm->in_doubt)
        clone->undo.v[clone->undo.n - 1].uncertain = true;
    else
        undo_drop(&clone->undo);
    return lua_error(L);
}

void step_open(lua_State *L)
{
    lua_pushcfunction(L, raw_step);
    lua_setfield(L, -2, "step");
}
