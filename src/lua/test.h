/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of hooks: NAME_test.lua beside NAME.lua, which tries it offline. */
#ifndef LUA_TEST_H
#define LUA_TEST_H

#include "base/err.h"
#include "base/str.h"

#include <stdatomic.h>
#include <stdbool.h>

struct schema;

struct lua_test {
    const char *path; /* of the NAME_test.lua */
    bool project;     /* it and its hook must be trusted: trust.h */
    struct schema *schema;
    const atomic_bool *stop;
};

/* The tests beside the hooks of all directories, or beside those that are
 * called name (NULL: all). ret gets two texts each: the path, and "project" or
 * "". */
int lua_tests_find(const char *name, struct strv *ret, struct err *err);

/* The test beside a hook file, "X_test.lua" for "X.lua", when there is one;
 * itself when it is one. To be freed, or NULL. */
char *lua_test_beside(const char *path);

/* Run a file of tests. ret gets two texts a case: its name, and what failed or
 * "". An error is one of the file itself. */
int lua_test_run(const struct lua_test *test, struct strv *ret,
                 struct err *err);

#endif
