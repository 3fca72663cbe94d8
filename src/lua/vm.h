/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Lua state: memory limit, interruption, and the one protected way in.
 * This is the only header that includes <lua.h>.
 *
 * The longjmp law. A Lua error is a longjmp and runs no AUTO(). So a C
 * function that Lua calls
 *   - holds no AUTO() while it calls anything of lua_* that can raise;
 *   - takes what must live across such a call into a value_box(), made before
 *     the resource is;
 *   - keeps errors in a struct err on its stack, which owns nothing.
 * The core enters Lua through vm_do() and vm_play() alone, which catch every
 * error.
 *
 * Scripts run inside vm_guard(), which gives them a time and listens to the
 * stop flag. Once either has struck, every further instruction raises again
 * until the guard is left: no pcall of a script can swallow it.
 */
#ifndef LUA_VM_H
#define LUA_VM_H

#include "base/err.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct clone;
struct loaded;
struct lua_reserved;
struct lua_test;
struct session;
struct undo;

struct vm_limits {
    size_t memory;                   /* bytes */
    int load_ms, pure_ms, effect_ms; /* for a file, and a function of a hook */
    long fail_at; /* for tests: the allocation, counted from 1, that fails for
                     good; 0: none */
};
extern const struct vm_limits vm_limits_default;

enum vm_cut { VM_GOES, VM_INTERRUPTED, VM_LATE };

/* For whom scripts run. A command in Lua may run a clone, whose hooks are a
 * scene of their own within the command's. */
struct vm_scene {
    const atomic_bool *stop; /* NULL: nothing interrupts */
    struct clone *clone;     /* whose hooks are running, or NULL */
    bool free_hand;          /* the user's own code: effects are allowed */
    bool in_step;            /* inside the function of a step */
    struct undo *undo;       /* of an operation that is no clone, or NULL */
    const char *phase;       /* of it, while that is pure; else NULL */
    const struct lua_test *test; /* tests of hooks are run, or NULL */
    struct session *session;     /* for virt.shell; NULL: there is none */
    FILE *out;                   /* of print; NULL: standard error */
    const char *watches; /* "a column": who must not reach outside; or NULL */
};

struct vm {
    lua_State *L;
    atomic_int uses;
    pthread_mutex_t lock; /* see vm_lock */
    struct vm_limits limits;
    size_t used; /* bytes */

    int64_t end_ms; /* of the guard, by vm_now; 0: outside of one */
    enum vm_cut cut;

    struct loaded *loaded; /* the files that it is made of, or NULL */
    const struct lua_reserved *reserved; /* or NULL */
    struct vm_scene scene;
    bool in_doubt; /* a program was killed: what it did is unknown */
};

/* One reference; the last vm_unref closes it. NULL only without memory. */
struct vm *vm_new(const struct vm_limits *limits, struct err *err);
struct vm *vm_ref(struct vm *vm);
void vm_unref(struct vm *vm);

/* Clones that run at the same time share a state: whoever touches it, or the
 * members below `limits`, holds the lock. The holder may take it again. */
void vm_lock(struct vm *vm);
void vm_unlock(struct vm *vm);

/* The state's struct, also from inside a coroutine. */
struct vm *vm_of(lua_State *L);

/* From the core into Lua: run fn(lightuserdata data) protected, its results
 * are dropped. A Lua error becomes *err. */
int vm_do(struct vm *vm, lua_CFunction fn, void *data, struct err *err);

/* The same with the lock, a reference, and a scene; all three are given back,
 * and the scene that was is set again. */
struct vm_act {
    lua_CFunction fn;
    void *data;
    struct vm_scene scene;
};
int vm_play(struct vm *vm, const struct vm_act *act, struct err *err);

/* Lua: guard(kind, f, ...) with kind "load", "pure", "effect", "endless", or a
 * number of seconds. Returns true and f's first result, or false, what was
 * raised, and nil, "interrupted" or "late". */
int vm_guard(lua_State *L);

/* Milliseconds of a clock that never goes back. */
int64_t vm_now(void);
/* "file:line" of the first caller that is a script, or "". Cannot raise. */
struct vm_place {
    char text[LUA_IDSIZE + 16];
};
struct vm_place vm_place(lua_State *L);

/* Raise if the time is over or the stop flag is set; for loops in C. */
void vm_poll(lua_State *L);
/* Whole seconds that the guard leaves, at least one; for child processes. */
int vm_seconds_left(const struct vm *vm);

/* ---- raising; none of these returns ---- */

/* With "file:line: " of the first caller that is a script, not the prelude. */
int vm_error(lua_State *L, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* What the core said. ERR_INTERRUPTED cannot be caught by scripts. */
int vm_raise(lua_State *L, const struct err *err);
/* Lua: denial(text), the value that refuses a clone when raised. */
int vm_denial(lua_State *L);
bool vm_is_denial(lua_State *L); /* the value at the top */
/* What was just caught must not be: an interruption or a denial. */
bool vm_must_pass(lua_State *L);

/* ---- parts of the machine ---- */

/* Lua functions for the prelude go into the table on the top. */
void sandbox_open(lua_State *L);
void node_open(lua_State *L);
void command_open(lua_State *L);
void context_open(lua_State *L);
void view_open(lua_State *L);
void shell_open(lua_State *L);
void step_open(lua_State *L);
void sys_open(lua_State *L);
void json_open(lua_State *L);
void load_open(lua_State *L);
void object_open(lua_State *L);
void test_open(lua_State *L);

#endif
