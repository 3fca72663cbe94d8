/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of Lua at a prompt of their own. */
#ifndef CMD_LUA_LINES_H
#define CMD_LUA_LINES_H

#include "lua/eval.h"
#include "shell/session.h"

/* Run a text in a worker's thread and print its values. The rest of `what` is
 * filled in here. */
int lua_run(struct session *session, struct lua_eval *what, struct err *err);

/* Read lines and run them until Ctrl-D. */
int lua_lines(struct session *session, struct err *err);

#endif
