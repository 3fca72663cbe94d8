/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/eval.h"
#include "lua/load.h"
#include "lua/object.h"
#include "lua/prelude.h"
#include "shell/session.h"

struct job {
    const struct lua_eval *what;
    struct strv *ret;
    struct err *err;
    int rc;
};

static void push_call(lua_State *L, const struct lua_eval *what)
{
    prelude_push(L, "eval");
    lua_pushstring(L, what->text);
    lua_pushstring(L, what->name);
    if (what->vir)
        conn_push(L, what->vir);
    else
        lua_pushnil(L);
    value_push_list(L, what->words);
}

static int run(lua_State *L)
{
    struct job *job = lua_touserdata(L, 1);

    push_call(L, job->what);
    lua_call(L, 4, 3);
    if (lua_isnil(L, -3)) {
        job->rc = load_answer(L, job->err);
        return 0;
    }
    lua_pop(L, 2);
    value_take_list(L, job->ret);
    return 0;
}

int lua_eval(struct clone_hooks *hooks, const struct lua_eval *what,
             struct strv *ret, struct err *err)
{
    struct job job = { .what = what, .ret = ret, .err = err };
    struct vm_act act = {
        .fn = run,
        .data = &job,
        .scene = {
            .stop = what->stop,
            .free_hand = true,
            .session = what->session,
            .out = what->session ? what->session->out : NULL,
        },
    };

    return vm_play(lua_hooks_vm(hooks), &act, err) || job.rc ? -1 : 0;
}

/* ---- for who types it ---------------------------------------------------- */

struct question {
    const char *text;
    bool yes;
    struct strv *ret;
};

static int ask_open(lua_State *L)
{
    struct question *question = lua_touserdata(L, 1);

    prelude_push(L, "eval_open");
    lua_pushstring(L, question->text);
    lua_call(L, 1, 1);
    question->yes = lua_toboolean(L, -1);
    return 0;
}

static int ask_complete(lua_State *L)
{
    struct question *question = lua_touserdata(L, 1);

    prelude_push(L, "eval_complete");
    lua_pushstring(L, question->text);
    lua_call(L, 1, 1);
    value_take_list(L, question->ret);
    return 0;
}

static void ask(struct clone_hooks *hooks, lua_CFunction fn,
                struct question *question)
{
    struct vm_act act = { .fn = fn, .data = question };
    struct err ignored = ERR_INIT;

    vm_play(lua_hooks_vm(hooks), &act, &ignored);
}

bool lua_is_open(struct clone_hooks *hooks, const char *text)
{
    struct question question = { .text = text };

    ask(hooks, ask_open, &question);
    return question.yes;
}

void lua_complete(struct clone_hooks *hooks, const char *word, struct strv *ret)
{
    struct question question = { .text = word, .ret = ret };

    ask(hooks, ask_complete, &question);
}
