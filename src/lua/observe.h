/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scripts that observe the prompt: virt.on, virt.prompt. */
#ifndef LUA_OBSERVE_H
#define LUA_OBSERVE_H

#include "lua/vm.h"
#include "shell/extend.h"

/* What they print and warn of is added to news, a text each. */
void lua_observe(struct vm *vm, const struct extension_event *event,
                 struct strv *news);
/* The prompt, to be freed; NULL: there is none. */
char *lua_prompt(struct vm *vm, const struct extension_event *event,
                 struct strv *news);
bool lua_watches(struct vm *vm, const char *event);

#endif
