/* SPDX-License-Identifier: GPL-3.0-or-later */
/* virt.shell: a line for the shell, from its user's own code. */
#include "base/str.h"
#include "lua/value.h"
#include "shell/inside.h"

#include <string.h>

struct call {
    struct strv words, errors;
};

static void call_done(void *memory)
{
    struct call *call = memory;

    strv_done(&call->words);
    strv_done(&call->errors);
}

static void check(lua_State *L)
{
    const struct vm *vm = vm_of(L);

    if (!vm->scene.session)
        vm_error(L, "virt.shell is for virt.command and the command 'lua'; a "
                    "hook cannot run commands of the shell");
    if (L != vm->L)
        vm_error(L, "virt.shell cannot be called inside a coroutine");
}

static void take_words(lua_State *L, struct strv *words)
{
    lua_Unsigned n = lua_rawlen(L, 1);

    for (lua_Unsigned i = 1; i <= n; i++) {
        const char *word;

        lua_rawgeti(L, 1, (lua_Integer)i);
        word = value_string(L, lua_gettop(L));
        if (!word)
            vm_error(L, "virt.shell: the list has a hole");
        strv_add(words, word);
        lua_pop(L, 1);
    }
    if (!n)
        vm_error(L, "virt.shell wants a line, or a list of words");
}

/* Without the lock: hooks of a clone that is made may run in other threads.
 * They leave the state as they find it. */
static int run(struct vm *vm, const char *line, struct call *call)
{
    struct inside what = { line, &call->words };
    struct session *session = vm->scene.session;
    int status;

    vm_unlock(vm);
    status = session_run_inside(session, &what, &call->errors);
    vm_lock(vm);
    return status;
}

static int push_outcome(lua_State *L, int status, const struct call *call)
{
    luaL_Buffer text;

    lua_pushboolean(L, status == 0 || status == 4);
    if (lua_toboolean(L, -1))
        return 1;
    luaL_buffinit(L, &text);
    for (size_t i = 0; i < call->errors.n; i++) {
        if (i)
            luaL_addchar(&text, '\n');
        luaL_addstring(&text, call->errors.v[i]);
    }
    if (!call->errors.n)
        luaL_addstring(&text, "it failed");
    luaL_pushresult(&text);
    lua_pushinteger(L, status);
    return 3;
}

/* shell(line or list of words): whether it went well; why not, its status */
static int raw_shell(lua_State *L)
{
    const char *line = NULL;
    struct call *call;
    int status;

    lua_settop(L, 1);
    check(L);
    call = value_box(L, sizeof(*call), call_done);
    lua_toclose(L, -1);
    if (lua_istable(L, 1))
        take_words(L, &call->words);
    else
        line = value_text(L, 1, "the line for virt.shell");
    status = run(vm_of(L), line, call);
    vm_poll(L);
    return push_outcome(L, status, call);
}

void shell_open(lua_State *L)
{
    lua_pushcfunction(L, raw_shell);
    lua_setfield(L, -2, "shell");
}
