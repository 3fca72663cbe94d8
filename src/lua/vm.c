/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/vm.h"
#include "base/mem.h"
#include "lua/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    INSTRUCTIONS = 1000, /* between two looks at clock and flag */
    LONGEST_S = 1000000, /* for what has no limit */
};

const struct vm_limits vm_limits_default = {
    .memory = 64 * 1024 * 1024,
    .load_ms = 2000,
    .pure_ms = 5000,
    .effect_ms = 300000,
};

/* How the names of the prelude's chunks begin. */
#define PRELUDE "[virt/"

static const char denial_key[] = "virt.denial";

struct vm *vm_of(lua_State *L)
{
    return *(struct vm **)lua_getextraspace(L);
}

int64_t vm_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int vm_seconds_left(const struct vm *vm)
{
    int64_t left = (vm->end_ms - vm_now() + 999) / 1000;

    return left > LONGEST_S ? LONGEST_S : left > 1 ? (int)left : 1;
}

/* ---- memory ------------------------------------------------------------- */

/* Lua collects garbage after a failure and asks once more: that fails too. */
static bool fails_for_test(struct vm *vm)
{
    long *left = &vm->limits.fail_at;

    if (*left > 0 && --*left == 0)
        *left = -2;
    if (*left >= 0)
        return false;
    ++*left;
    return true;
}

/* Without a block old_n is the kind of the object, not a size. Shrinking and
 * freeing never fail: Lua counts on it. */
static void *allocate(void *data, void *block, size_t old_n, size_t n)
{
    struct vm *vm = data;
    size_t had = block ? old_n : 0;
    void *moved;

    if (n == 0) {
        free(block);
        vm->used -= had;
        return NULL;
    }
    if (n > had && (n - had > vm->limits.memory - vm->used ||
                    vm->used > vm->limits.memory || fails_for_test(vm)))
        return NULL;
    moved = realloc(block, n);
    if (!moved)
        return n <= had ? block : NULL;
    vm->used += n - had;
    return moved;
}

/* ---- raising ------------------------------------------------------------ */

struct vm_place vm_place(lua_State *L)
{
    struct vm_place place = { "" };
    lua_Debug at;

    for (int level = 0; !*place.text && lua_getstack(L, level, &at); level++) {
        lua_getinfo(L, "Sl", &at);
        if (at.currentline > 0 && strncmp(at.source, "=" PRELUDE, 7) != 0)
            snprintf(place.text, sizeof(place.text), "%s:%d", at.short_src,
                     at.currentline);
    }
    return place;
}

static void push_place(lua_State *L)
{
    struct vm_place place = vm_place(L);

    lua_pushfstring(L, "%s%s", place.text, *place.text ? ": " : "");
}

int vm_error(lua_State *L, const char *fmt, ...)
{
    struct err err;
    va_list ap;

    va_start(ap, fmt);
    err_vset(&err, ERR_FAILED, fmt, ap);
    va_end(ap);
    return vm_raise(L, &err);
}

int vm_raise(lua_State *L, const struct err *err)
{
    if (err->code == ERR_INTERRUPTED && vm_of(L)->end_ms)
        vm_of(L)->cut = VM_INTERRUPTED;
    luaL_checkstack(L, 4, NULL);
    push_place(L);
    lua_pushstring(L, err->text);
    lua_concat(L, 2);
    return lua_error(L);
}

int vm_denial(lua_State *L)
{
    luaL_checkstring(L, 1);
    lua_settop(L, 1);
    lua_newtable(L);
    lua_insert(L, 1);
    lua_setfield(L, 1, "text");
    luaL_setmetatable(L, denial_key);
    return 1;
}

bool vm_is_denial(lua_State *L)
{
    bool denial;

    if (!lua_getmetatable(L, -1))
        return false;
    luaL_getmetatable(L, denial_key);
    denial = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return denial;
}

bool vm_must_pass(lua_State *L)
{
    return vm_of(L)->cut || vm_is_denial(L);
}

/* ---- interruption ------------------------------------------------------- */

static enum vm_cut look(const struct vm *vm)
{
    if (vm->cut || !vm->end_ms)
        return vm->cut;
    if (vm->scene.stop && atomic_load(vm->scene.stop))
        return VM_INTERRUPTED;
    return vm_now() >= vm->end_ms ? VM_LATE : VM_GOES;
}

/* From the first hit on at each instruction, so that code behind a pcall does
 * not get far. */
static void on_count(lua_State *L, lua_Debug *at)
{
    (void)at;
    vm_poll(L);
}

void vm_poll(lua_State *L)
{
    struct vm *vm = vm_of(L);

    vm->cut = look(vm);
    if (!vm->cut)
        return;
    lua_sethook(L, on_count, LUA_MASKCOUNT, 1);
    vm_error(L, "%s",
             vm->cut == VM_LATE ? "time limit reached" : "interrupted");
}

static int64_t kind_ms(lua_State *L)
{
    static const char *const kinds[] = { "load", "pure", "effect", "endless",
                                         NULL };
    const struct vm_limits *limits = &vm_of(L)->limits;
    const int64_t ms[] = { limits->load_ms, limits->pure_ms, limits->effect_ms,
                           LONGEST_S * INT64_C(1000) };
    lua_Number seconds = lua_tonumber(L, 1);

    if (lua_type(L, 1) == LUA_TNUMBER)
        return (int64_t)((seconds < LONGEST_S ? seconds : LONGEST_S) * 1000);
    return ms[luaL_checkoption(L, 1, NULL, kinds)];
}

/* A mistake that shows itself inside the prelude is the script's. */
static int blame(lua_State *L)
{
    const char *text = lua_tostring(L, 1), *end;

    if (lua_type(L, 1) != LUA_TSTRING ||
        strncmp(text, PRELUDE, strlen(PRELUDE)) != 0)
        return 1;
    end = strstr(text, ": ");
    if (!end)
        return 1;
    push_place(L);
    lua_pushstring(L, end + 2);
    lua_concat(L, 2);
    return 1;
}

int vm_guard(lua_State *L)
{
    static const char *const cuts[] = { NULL, "interrupted", "late" };
    struct vm *vm = vm_of(L);
    int64_t outer = vm->end_ms;
    enum vm_cut cut;
    int rc;

    vm->end_ms = vm_now() + kind_ms(L);
    lua_pushcfunction(L, blame);
    lua_replace(L, 1);
    rc = lua_pcall(L, lua_gettop(L) - 2, 1, 1);
    cut = vm->cut;
    vm->cut = VM_GOES;
    vm->end_ms = outer;
    lua_sethook(L, on_count, LUA_MASKCOUNT, INSTRUCTIONS);
    lua_pushboolean(L, rc == LUA_OK && !cut);
    lua_insert(L, -2);
    lua_pushstring(L, cuts[cut]);
    return 3;
}

/* ---- the state ---------------------------------------------------------- */

/* Without memory of its own: it also reports that there is none. */
static int report(lua_State *L, int rc, struct err *err)
{
    if (rc == LUA_ERRMEM)
        return err_fail(err, "not enough memory for the hooks");
    if (lua_type(L, -1) != LUA_TSTRING)
        return err_fail(err, "the error is a %s value", luaL_typename(L, -1));
    return err_fail(err, "%s", lua_tostring(L, -1));
}

int vm_do(struct vm *vm, lua_CFunction fn, void *data, struct err *err)
{
    lua_State *L = vm->L;
    int top = lua_gettop(L), rc;

    lua_pushcfunction(L, fn);
    lua_pushlightuserdata(L, data);
    rc = lua_pcall(L, 1, 0, 0);
    if (rc)
        report(L, rc, err);
    lua_settop(L, top);
    return rc ? -1 : 0;
}

static int open_libs(lua_State *L)
{
    static const luaL_Reg libs[] = {
        { LUA_GNAME, luaopen_base },
        { LUA_TABLIBNAME, luaopen_table },
        { LUA_STRLIBNAME, luaopen_string },
        { LUA_MATHLIBNAME, luaopen_math },
        { LUA_UTF8LIBNAME, luaopen_utf8 },
        { LUA_COLIBNAME, luaopen_coroutine },
        { LUA_OSLIBNAME, luaopen_os },
    };

    value_open(L);
    luaL_newmetatable(L, denial_key);
    lua_pushboolean(L, false);
    lua_setfield(L, -2, "__metatable");
    for (size_t i = 0; i < COUNT(libs); i++)
        luaL_requiref(L, libs[i].name, libs[i].func, 1);
    return 0;
}

static void make_lock(pthread_mutex_t *lock)
{
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(lock, &attr);
    pthread_mutexattr_destroy(&attr);
}

void vm_lock(struct vm *vm)
{
    pthread_mutex_lock(&vm->lock);
}

void vm_unlock(struct vm *vm)
{
    pthread_mutex_unlock(&vm->lock);
}

int vm_play(struct vm *vm, const struct vm_act *act, struct err *err)
{
    struct vm_scene before;
    int rc;

    vm_lock(vm_ref(vm));
    before = vm->scene;
    vm->scene = act->scene;
    rc = vm_do(vm, act->fn, act->data, err);
    vm->scene = before;
    vm_unlock(vm);
    vm_unref(vm);
    return rc;
}

static void vm_free(struct vm *vm)
{
    if (vm->L)
        lua_close(vm->L);
    pthread_mutex_destroy(&vm->lock);
    free(vm);
}

struct vm *vm_new(const struct vm_limits *limits, struct err *err)
{
    struct vm *vm = mem_new(1, sizeof(*vm));

    vm->uses = 1;
    vm->limits = *limits;
    make_lock(&vm->lock);
    vm->L = lua_newstate(allocate, vm);
    if (!vm->L) {
        vm_free(vm);
        err_fail(err, "not enough memory for the hooks");
        return NULL;
    }
    *(struct vm **)lua_getextraspace(vm->L) = vm;
    lua_sethook(vm->L, on_count, LUA_MASKCOUNT, INSTRUCTIONS);
    if (vm_do(vm, open_libs, NULL, err)) {
        vm_unref(vm);
        return NULL;
    }
    return vm;
}

struct vm *vm_ref(struct vm *vm)
{
    vm->uses++;
    return vm;
}

void vm_unref(struct vm *vm)
{
    if (vm && --vm->uses == 0)
        vm_free(vm);
}
