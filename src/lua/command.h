/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of the shell that scripts make: virt.command. */
#ifndef LUA_COMMAND_H
#define LUA_COMMAND_H

#include "base/cleanup.h"
#include "lua/vm.h"
#include "shell/session.h"

struct names_query;

/* The rows of a state's commands. They outlive the state: one is found by its
 * name when it runs. */
struct script_rows;

struct script_rows *script_rows_read(struct vm *vm, struct err *err);
void script_rows_free(struct script_rows *rows);
CLEANUP_FUNC(struct script_rows *, script_rows_free);

size_t script_rows_count(const struct script_rows *rows);
const struct command *script_row(const struct script_rows *rows, size_t n);

/* What the function `complete` of an argument offers. */
void script_complete(const struct script_rows *rows, struct vm *vm,
                     const struct names_query *query, struct strv *ret);

#endif
