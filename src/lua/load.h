/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A state with all hook files loaded, and a new one when they have changed. */
#ifndef LUA_LOAD_H
#define LUA_LOAD_H

#include "lua/discover.h"
#include "lua/vm.h"

struct load {
    const struct strv *dirs, *given;
    bool project; /* the last directory is a project's */
    bool distrust; /* the given files are one's */
    bool none; /* mandatory files only */
    bool lazy; /* no state where there are no files */
    struct strv *notes;
    const struct vm_limits *limits;
    const atomic_bool *stop;
    const struct lua_reserved *reserved;
};

/* The files that a state was made of, its modules too. */
struct loaded {
    struct vm *vm; /* NULL: none yet */
    struct strv dirs;
    bool project, distrust; /* as it was loaded */
    struct hook_files files, modules;
};

/* Make it what the files are now; on failure it stays as it was. Answers 1
 * when there is a new state, 0 when nothing has changed. */
int load_refresh(struct loaded *loaded, const struct load *how,
                 struct err *err);
void loaded_done(struct loaded *loaded);

/* What the prelude answers at -2 and -1: nothing, or the kind of a failure
 * and its text. */
int load_answer(lua_State *L, struct err *err);

#endif
