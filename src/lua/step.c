/* SPDX-License-Identifier: GPL-3.0-or-later */
/* c:step, o:step: an effect of a hook and its undo, on the undo stack of the
 * clone, or of the operation that is going on. */
#include "lua/step.h"
#include "base/mem.h"
#include "base/proc.h"
#include "lua/context.h"

#include <string.h>

/* ---- undone by a program ------------------------------------------------ */

enum { UNDO_SECONDS = 300, OUTPUT_LIMIT = 1024 * 1024 };

static int run_words(const struct strv *words, struct err *err)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct proc proc = {
        .argv = (const char *const *)words->v,
        .limit = OUTPUT_LIMIT,
        .timeout_s = UNDO_SECONDS,
    };

    if (proc_run(&proc, &result, err))
        return -1;
    if (result.status == 0)
        return 0;
    result.err[strcspn(result.err, "\n")] = '\0';
    return err_fail(err, "'%s' failed with status %d%s%s", words->v[0],
                    result.status, *result.err ? ": " : "", result.err);
}

/* Interrupted here, it was ours to make. After a crash it may be that another
 * one has made it. */
static int undo_by_command(struct undo_step *step, struct err *err)
{
    bool crashed = !step->data;

    if (step->uncertain && crashed) {
        AUTO(free) char *line = strv_join(&step->words, " ");

        return err_fail(err, "it may not have been made; if it was: %s", line);
    }
    return run_words(&step->words, err);
}

const struct undo_kind undo_command = {
    .name = "command",
    .undo = undo_by_command,
    .free = free,
    .recorded = true,
};

/* ---- undone by a function ----------------------------------------------- */

struct function {
    struct vm *vm;       /* a reference */
    struct clone *clone; /* that the stack belongs to, or NULL */
    int ref;             /* of the function, in the registry */
};

static int call_undo(lua_State *L)
{
    const struct undo_step *step = lua_touserdata(L, 1);
    const struct function *function = step->data;

    lua_pushcfunction(L, vm_guard);
    lua_pushliteral(L, "effect");
    lua_rawgeti(L, LUA_REGISTRYINDEX, function->ref);
    lua_pushboolean(L, step->uncertain);
    lua_call(L, 3, 2);
    if (!lua_toboolean(L, -2))
        return lua_error(L);
    return 0;
}

/* The Ctrl-C that led here must not end what takes the step back. */
static int undo_by_function(struct undo_step *step, struct err *err)
{
    const struct function *function = step->data;
    struct vm_act act = {
        .fn = call_undo,
        .data = step,
        .scene = {
            .clone = function->clone,
            .free_hand = !function->clone,
        },
    };

    return vm_play(function->vm, &act, err);
}

static void function_free(void *data)
{
    struct function *function = data;

    vm_lock(function->vm);
    luaL_unref(function->vm->L, LUA_REGISTRYINDEX, function->ref);
    vm_unlock(function->vm);
    vm_unref(function->vm);
    free(function);
}

static const struct undo_kind undo_function = {
    .name = "hook",
    .undo = undo_by_function,
    .free = function_free,
};

/* ---- the step ----------------------------------------------------------- */

/* Where a step goes. */
struct target {
    struct clone *clone; /* or NULL */
    struct undo *undo;
};

static struct target target_of(lua_State *L)
{
    struct target to = { .undo = vm_of(L)->scene.undo };

    if (lua_isnil(L, 1) && !to.undo)
        vm_error(L, "this operation is over");
    if (lua_isnil(L, 1))
        return to;
    to.clone = context_check(L, 1)->clone;
    to.undo = &to.clone->undo;
    return to;
}

static struct undo_step *push_function(lua_State *L, const struct target *to,
                                       const char *what)
{
    int ref;
    struct function *function;

    lua_pushvalue(L, 4);
    ref = luaL_ref(L, LUA_REGISTRYINDEX);
    function = mem_new(1, sizeof(*function));
    *function = (struct function){ vm_ref(vm_of(L)), to->clone, ref };
    return undo_push(to->undo, &undo_function, what, function);
}

/* The words are a checked list of strings: nothing here can raise. */
static struct undo_step *push_command(lua_State *L, const struct target *to,
                                      const char *what)
{
    struct undo_step *step =
        undo_push(to->undo, &undo_command, what, mem_new(1, 1));
    lua_Unsigned n = lua_rawlen(L, 4);

    for (lua_Unsigned i = 1; i <= n; i++) {
        lua_rawgeti(L, 4, (lua_Integer)i);
        undo_word(step, lua_tostring(L, -1));
        lua_pop(L, 1);
    }
    return step;
}

static void record(lua_State *L, const struct target *to, const char *what)
{
    struct err err = ERR_INIT;
    struct undo_step *step = lua_isfunction(L, 4) ? push_function(L, to, what)
                                                  : push_command(L, to, what);

    step->uncertain = true;
    if (undo_ready(to->undo, &err))
        vm_raise(L, &err);
}

/* step(c or nil, what, run, undo): run's first result; undo is a function or a
 * list of words. What was cut may or may not have been made. */
static int raw_step(lua_State *L)
{
    struct vm *vm = vm_of(L);
    struct target to = target_of(L);
    int rc;

    context_effects(L, "c:step");
    if (vm->scene.in_step)
        return vm_error(L, "a step cannot be made inside a step");
    record(L, &to, luaL_checkstring(L, 2));
    vm->scene.in_step = true;
    vm->in_doubt = false;
    lua_pushvalue(L, 3);
    rc = lua_pcall(L, 0, 1, 0);
    vm->scene.in_step = false;
    if (rc == LUA_OK && !vm->cut) {
        undo_made(to.undo, &to.undo->v[to.undo->n - 1]);
        return 1;
    }
    if (!vm->cut && !vm->in_doubt)
        undo_drop(to.undo);
    return lua_error(L);
}

/* doubt(): what a step does may have been made in part, though it fails */
static int raw_doubt(lua_State *L)
{
    vm_of(L)->in_doubt = true;
    return 0;
}

void step_open(lua_State *L)
{
    lua_pushcfunction(L, raw_doubt);
    lua_setfield(L, -2, "doubt");
    lua_pushcfunction(L, raw_step);
    lua_setfield(L, -2, "step");
}
