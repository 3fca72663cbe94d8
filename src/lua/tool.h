/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the command `hook` asks of Lua. */
#ifndef LUA_TOOL_H
#define LUA_TOOL_H

#include "lua/hooks.h"

/* Load the hooks as their files are now; anew: even if they have not changed.
 * notes gets what was ignored. */
int lua_hooks_load(struct clone_hooks *hooks, bool anew, struct strv *notes,
                   struct err *err);

/* Ask a tool of the prelude; args are texts:
 *   list [XML URI]        four cells a hook: name, phases, file, description;
 *                         for a source one before them: whether it runs
 *   show NAME [XML URI]   lines; for the clones of a source
 *   check                 what is wrong
 *   methods               of virt.method
 *   names all|own         of hooks, for completion
 *   settings PREFIX       HOOK.KEY=VALUE, for completion
 *   metadata OLD NAME yes|no [KEY=VALUE]...   one text: the new metadata */
int lua_hooks_ask(struct clone_hooks *hooks, const char *tool,
                  const struct strv *args, struct strv *ret, struct err *err);

#define LUA_HOOKS_METADATA "https://virt-twin/xmlns/hooks/1"

/* The directory of the user's own hooks; the one of those to choose from. */
char *lua_hooks_user_dir(void);
#define LUA_HOOKS_SYSTEM VIRT_TWIN_SYSCONFDIR "/hooks.d"
#define LUA_HOOKS_AVAIL  VIRT_TWIN_DATADIR "/hooks.avail"

#endif
