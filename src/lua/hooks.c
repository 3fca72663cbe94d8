/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/hooks.h"
#include "base/mem.h"
#include "clone/builtin.h"
#include "lua/context.h"
#include "lua/eval.h"
#include "lua/load.h"
#include "lua/method.h"
#include "lua/prelude.h"
#include "lua/tool.h"
#include "lua/trust.h"

#include <string.h>

/* A clone between begin and end. */
struct live {
    struct clone *clone;
    struct vm *vm; /* a reference */
    struct context *context;
    int ref; /* of the context, in the registry */
};

struct lua_hooks {
    struct clone_hooks base;
    struct strv dirs, given;
    bool none, apart; /* apart: no project is looked for */
    bool distrust;    /* the given files must be trusted */
    struct vm_limits limits;
    const struct lua_reserved *reserved;

    struct loaded loaded;
    struct live *live;
    size_t n_live;
};

static struct lua_hooks *hooks_of(struct clone_hooks *base)
{
    return (struct lua_hooks *)base;
}

static void add_all(struct strv *list, const struct strv *more)
{
    for (size_t i = 0; more && i < more->n; i++)
        strv_add(list, more->v[i]);
}

/* dirs gets the hook directories, and in the end the project's, if files of
 * it are trusted. */
static int find_dirs(const struct lua_hooks *self, struct load *how,
                     struct strv *dirs, struct err *err)
{
    bool skip = self->apart || how->none;
    AUTO(free) char *project = skip ? NULL : trust_project(".");
    int known = project ? trust_knows(project, err) : 0;

    add_all(dirs, &self->dirs);
    if (known > 0)
        strv_fmt(dirs, "%s/hooks.d", project);
    else if (project && known == 0)
        strv_fmt(how->notes, "ignoring %s: 'hook trust' would load its hooks",
                 project);
    how->dirs = dirs;
    how->distrust = self->distrust;
    how->project = known > 0;
    return known < 0 ? -1 : 0;
}

/* What only the prelude does is not wanted. */
static bool is_plain(const struct clone_spec *spec)
{
    return !spec->hooks_skip && !spec->hooks_only && !spec->hook_sets &&
           !spec->trace && !spec->twice && !spec->only_phase;
}

/* The state for the files as they are now; none where the core's own hooks are
 * all there is to run, for to make one takes longer than they do. */
static int refresh(struct lua_hooks *self, struct clone *clone, struct err *err)
{
    AUTO(strv_done) struct strv given = { 0 }, dirs = { 0 };
    struct load how = {
        .given = &given,
        .none = self->none || clone->spec->no_hooks,
        .lazy = is_plain(clone->spec),
        .notes = &clone->notes,
        .limits = &self->limits,
        .stop = clone->spec->stop,
        .reserved = self->reserved,
    };

    if (find_dirs(self, &how, &dirs, err))
        return -1;
    add_all(&given, &self->given);
    add_all(&given, clone->spec->hook_files);
    return load_refresh(&self->loaded, &how, err) < 0 ? -1 : 0;
}

/* ---- the clones --------------------------------------------------------- */

static struct live *live_find(struct lua_hooks *self, const struct clone *clone)
{
    for (size_t i = 0; i < self->n_live; i++)
        if (self->live[i].clone == clone)
            return &self->live[i];
    return NULL;
}

static int push_context(lua_State *L)
{
    struct live *live = lua_touserdata(L, 1);
    struct context *context = context_push(L, live->clone);

    live->ref = luaL_ref(L, LUA_REGISTRYINDEX);
    live->context = context;
    return 0;
}

struct run {
    const struct live *live;
    struct err *err;
    int rc;
};

/* The prelude looks at what the user wants. */
static int begin_settings(lua_State *L)
{
    struct run *run = lua_touserdata(L, 1);

    prelude_push(L, "begin");
    lua_rawgeti(L, LUA_REGISTRYINDEX, run->live->ref);
    lua_call(L, 1, 2);
    run->rc = load_answer(L, run->err);
    return 0;
}

static int make_context(struct live *live, struct err *err)
{
    struct run job = { .live = live, .err = err };
    struct vm_scene scene = { .stop = live->clone->spec->stop };
    struct vm_act push = { push_context, live, scene };
    struct vm_act begin = { begin_settings, &job, scene };

    if (vm_play(live->vm, &push, err) || vm_play(live->vm, &begin, err))
        return -1;
    return job.rc;
}

/* What the prelude holds for the clone. */
static int tell_over(lua_State *L)
{
    const struct live *live = lua_touserdata(L, 1);

    if (!live->context)
        return 0;
    prelude_push(L, "over");
    lua_rawgeti(L, LUA_REGISTRYINDEX, live->ref);
    lua_call(L, 1, 0);
    return 0;
}

static void live_done(struct live *live)
{
    struct err ignored = ERR_INIT;

    vm_lock(live->vm);
    vm_do(live->vm, tell_over, live, &ignored);
    if (live->context)
        context_end(live->context);
    luaL_unref(live->vm->L, LUA_REGISTRYINDEX, live->ref);
    vm_unlock(live->vm);
    vm_unref(live->vm);
}

static int begin(struct clone_hooks *base, struct clone *clone, struct err *err)
{
    struct lua_hooks *self = hooks_of(base);
    struct live live = { .clone = clone, .ref = LUA_NOREF };

    if (refresh(self, clone, err))
        return -1;
    clone->scripted = self->loaded.files.n > 0;
    if (!self->loaded.vm)
        return 0;
    live.vm = vm_ref(self->loaded.vm);
    if (make_context(&live, err)) {
        live_done(&live);
        return -1;
    }
    self->live = mem_more(self->live, self->n_live, sizeof(*self->live));
    self->live[self->n_live++] = live;
    return 0;
}

static void end(struct clone_hooks *base, struct clone *clone)
{
    struct lua_hooks *self = hooks_of(base);
    struct live *live = live_find(self, clone);

    if (!live)
        return;
    live_done(live);
    *live = self->live[--self->n_live];
}

/* ---- the phases --------------------------------------------------------- */

static int run_phase(lua_State *L)
{
    struct run *run = lua_touserdata(L, 1);
    enum clone_phase phase = run->live->clone->phase;

    prelude_push(L, "run");
    lua_rawgeti(L, LUA_REGISTRYINDEX, run->live->ref);
    lua_pushstring(L, clone_phase_name(phase));
    lua_pushboolean(L, phase >= CLONE_RESERVE);
    lua_call(L, 3, 2);
    run->rc = load_answer(L, run->err);
    return 0;
}

/* "finish" is for what was stopped, too: the Ctrl-C that ended the clone does
 * not end it. */
static const atomic_bool *stop_for(const struct clone *clone)
{
    const atomic_bool *stop = clone->spec->stop;

    if (clone->phase == CLONE_FINISH && stop && atomic_load(stop))
        return NULL;
    return stop;
}

static int run(struct clone_hooks *base, struct clone *clone, struct err *err)
{
    const struct live *live = live_find(hooks_of(base), clone);
    struct run job = { .live = live, .err = err };
    struct vm_act act = {
        .fn = run_phase,
        .data = &job,
        .scene = { .stop = stop_for(clone), .clone = clone },
    };

    if (clone->spec->dry_run && clone->phase >= CLONE_RESERVE)
        return 0;
    if (!live)
        return builtins_run(clone, err);
    return vm_play(live->vm, &act, err) || job.rc ? -1 : 0;
}

/* ---- ways to make disks ------------------------------------------------- */

static void methods(struct clone_hooks *base, const struct clone *clone,
                    struct strv *ret)
{
    const struct live *live = live_find(hooks_of(base), clone);

    if (live)
        lua_methods(live->vm, ret);
}

static int can_make(struct clone_hooks *base, struct clone *clone,
                    const struct disk *disk, const struct store_job *job,
                    struct err *err)
{
    const struct live *live = live_find(hooks_of(base), clone);
    struct lua_maker maker = { live->vm, clone, live->ref, disk, job };

    return lua_can_make(&maker, err);
}

static int make_disk(struct clone_hooks *base, struct clone *clone,
                     const struct disk *disk, const struct store_job *job,
                     struct err *err)
{
    const struct live *live = live_find(hooks_of(base), clone);
    struct lua_maker maker = { live->vm, clone, live->ref, disk, job };

    return lua_make(&maker, err);
}

/* ---- for the command `hook` ---------------------------------------------- */

int lua_hooks_load(struct clone_hooks *hooks, bool anew, struct strv *notes,
                   struct err *err)
{
    struct lua_hooks *self = hooks_of(hooks);
    struct loaded fresh = { 0 };
    AUTO(strv_done) struct strv dirs = { 0 };
    struct load how = {
        .given = &self->given,
        .none = self->none,
        .notes = notes,
        .limits = &self->limits,
        .reserved = self->reserved,
    };

    if (find_dirs(self, &how, &dirs, err))
        return -1;
    if (!anew)
        return load_refresh(&self->loaded, &how, err) < 0 ? -1 : 0;
    if (load_refresh(&fresh, &how, err) < 0)
        return -1;
    loaded_done(&self->loaded);
    self->loaded = fresh;
    self->loaded.vm->loaded = &self->loaded;
    return 0;
}

int lua_hooks_files(struct clone_hooks *hooks, struct hook_files *ret,
                    struct err *err)
{
    struct lua_hooks *self = hooks_of(hooks);
    AUTO(strv_done) struct strv dirs = { 0 }, notes = { 0 };
    struct load how = { .none = self->none, .notes = &notes };
    struct discover search = { .given = &self->given, .notes = &notes };

    if (find_dirs(self, &how, &dirs, err))
        return -1;
    search.dirs = how.dirs;
    search.none = how.none;
    search.project = how.project;
    search.distrust = how.distrust;
    return discover(&search, ret, err);
}

struct vm *lua_hooks_vm(struct clone_hooks *hooks)
{
    return hooks_of(hooks)->loaded.vm;
}

static int collect(lua_State *L)
{
    lua_gc(L, LUA_GCCOLLECT);
    return 0;
}

void lua_hooks_collect(struct clone_hooks *hooks)
{
    struct vm *vm = hooks ? lua_hooks_vm(hooks) : NULL;
    struct vm_act act = { .fn = collect };
    struct err ignored = ERR_INIT;

    if (vm)
        vm_play(vm, &act, &ignored);
}

struct question {
    const char *tool;
    const struct strv *args;
    struct strv *ret;
    struct err *err;
    int rc;
};

static int ask(lua_State *L)
{
    struct question *question = lua_touserdata(L, 1);

    prelude_push(L, "tool");
    lua_pushstring(L, question->tool);
    luaL_checkstack(L, (int)question->args->n, "too many words");
    for (size_t i = 0; i < question->args->n; i++)
        lua_pushstring(L, question->args->v[i]);
    lua_call(L, 1 + (int)question->args->n, 2);
    if (!lua_toboolean(L, -2)) {
        question->rc = err_fail(question->err, "%s", lua_tostring(L, -1));
        return 0;
    }
    value_take_list(L, question->ret);
    return 0;
}

int lua_hooks_ask(struct clone_hooks *hooks, const char *tool,
                  const struct strv *args, struct strv *ret, struct err *err)
{
    struct question question = { tool, args, ret, err, 0 };
    struct vm_act act = { .fn = ask, .data = &question };

    return vm_play(lua_hooks_vm(hooks), &act, err) || question.rc ? -1 : 0;
}

char *lua_hooks_user_dir(void)
{
    AUTO(strv_done) struct strv dirs = { 0 };

    discover_dirs(&dirs);
    return dirs.n > HOOK_SYSTEM_DIRS ? mem_dup(dirs.v[HOOK_SYSTEM_DIRS]) : NULL;
}

/* ---- making and freeing ------------------------------------------------- */

struct clone_hooks *lua_hooks_new(const struct strv *files, bool none)
{
    struct lua_hooks *self = mem_new(1, sizeof(*self));

    self->base =
        (struct clone_hooks){ begin, run, methods, can_make, make_disk, end };
    self->none = none;
    self->limits = vm_limits_default;
    discover_dirs(&self->dirs);
    add_all(&self->given, files);
    return &self->base;
}

void lua_hooks_distrust(struct clone_hooks *hooks)
{
    hooks_of(hooks)->distrust = true;
}

void lua_hooks_adjust(struct clone_hooks *hooks, const struct strv *dirs,
                      const struct vm_limits *limits)
{
    struct lua_hooks *self = hooks_of(hooks);

    if (limits)
        self->limits = *limits;
    if (!dirs)
        return;
    self->apart = true;
    strv_done(&self->dirs);
    add_all(&self->dirs, dirs);
}

void lua_hooks_reserve(struct clone_hooks *hooks,
                       const struct lua_reserved *reserved)
{
    hooks_of(hooks)->reserved = reserved;
}

void lua_hooks_free(struct clone_hooks *hooks)
{
    struct lua_hooks *self = hooks ? hooks_of(hooks) : NULL;

    if (!self)
        return;
    for (size_t i = 0; i < self->n_live; i++)
        live_done(&self->live[i]);
    free(self->live);
    loaded_done(&self->loaded);
    strv_done(&self->dirs);
    strv_done(&self->given);
    free(self);
}
