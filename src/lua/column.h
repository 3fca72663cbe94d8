/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of `list` that scripts make: virt.column. */
#ifndef LUA_COLUMN_H
#define LUA_COLUMN_H

#include "lua/hooks.h"

#include <libvirt/libvirt.h>
#include <stdatomic.h>

/* Read the files, and add three texts a column: name, title, "left" or
 * "right". */
int lua_columns(struct clone_hooks *hooks, struct strv *ret, struct err *err);

struct lua_cell {
    const char *column;
    virDomainPtr domain;
    bool whole; /* not cut to the column's width */
    const atomic_bool *stop;
    bool is_number; /* set: an integer */
};

/* The text of a cell, to be freed; "" when it has none, NULL on failure. */
char *lua_cell(struct clone_hooks *hooks, struct lua_cell *cell,
               struct err *err);

#endif
