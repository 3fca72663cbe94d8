/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/observe.h"
#include "base/mem.h"
#include "lua/prelude.h"
#include "lua/value.h"

#include <string.h>

struct call {
    const struct extension_event *event;
    struct strv *news;
    char *text;
    bool yes;
};

/* What does not belong to an event reads as an error: see strict.lock. */
static void push_event(lua_State *L, const struct extension_event *event)
{
    lua_createtable(L, 0, 4);
    value_set_text(L, "event", event->name);
    value_set_text(L, "uri", event->uri ? event->uri : "");
    lua_pushboolean(L, event->readonly);
    lua_setfield(L, -2, "readonly");
    lua_pushboolean(L, event->connected);
    lua_setfield(L, -2, "connected");
    if (event->domain)
        value_set_text(L, "domain", event->domain);
    if (event->what)
        value_set_text(L, "what", event->what);
}

static int tell(lua_State *L)
{
    struct call *call = lua_touserdata(L, 1);

    prelude_push(L, "tell");
    push_event(L, call->event);
    lua_call(L, 1, 1);
    value_take_list(L, call->news);
    return 0;
}

static int ask_prompt(lua_State *L)
{
    struct call *call = lua_touserdata(L, 1);

    prelude_push(L, "prompt");
    push_event(L, call->event);
    lua_call(L, 1, 2);
    if (lua_isstring(L, -2))
        call->text = mem_dup(lua_tostring(L, -2));
    if (lua_isstring(L, -1))
        strv_add(call->news, lua_tostring(L, -1));
    return 0;
}

static int ask_watches(lua_State *L)
{
    struct call *call = lua_touserdata(L, 1);

    prelude_push(L, "watches");
    lua_pushstring(L, call->event->name);
    lua_call(L, 1, 1);
    call->yes = lua_toboolean(L, -1);
    return 0;
}

static void play(struct vm *vm, const struct vm_act *act)
{
    const struct call *call = act->data;
    struct err err = ERR_INIT;

    if (vm_play(vm, act, &err) && call->news)
        strv_fmt(call->news, "warning: %s", err.text);
}

/* A terminal that is edited on must not be written to: what they print is
 * news, too. */
void lua_observe(struct vm *vm, const struct extension_event *event,
                 struct strv *news)
{
    struct call call = { .event = event, .news = news };
    AUTO(free) char *printed = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&printed, &n);
    struct vm_act act = {
        .fn = tell,
        .data = &call,
        .scene = { .free_hand = true, .out = out, .stop = event->stop },
    };

    play(vm, &act);
    if (out)
        fclose(out);
    if (n && printed[n - 1] == '\n')
        printed[n - 1] = '\0';
    if (n)
        strv_add(news, printed);
}

char *lua_prompt(struct vm *vm, const struct extension_event *event,
                 struct strv *news)
{
    struct call call = { .event = event, .news = news };
    struct vm_act act = {
        .fn = ask_prompt,
        .data = &call,
        .scene = { .watches = "the prompt", .stop = event->stop },
    };

    play(vm, &act);
    return call.text;
}

bool lua_watches(struct vm *vm, const char *event)
{
    struct extension_event asked = { .name = event };
    struct call call = { .event = &asked };
    struct vm_act act = { .fn = ask_watches, .data = &call };

    play(vm, &act);
    return call.yes;
}
