/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/hooks.h"
#include "base/mem.h"
#include "lua/context.h"
#include "lua/discover.h"
#include "lua/prelude.h"

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
    bool none;
    struct vm_limits limits;

    struct hook_files files; /* that vm has loaded */
    struct vm *vm;
    struct live *live;
    size_t n_live;
};

static struct lua_hooks *hooks_of(struct clone_hooks *base)
{
    return (struct lua_hooks *)base;
}

/* ---- loading ------------------------------------------------------------ */

struct load {
    const struct hook_file *file;
    const char *text;
    size_t n;
    struct err *err;
    int rc;
};

/* What the prelude answers: nothing, or the kind of failure and its text. */
static int take_answer(lua_State *L, struct err *err)
{
    static const struct {
        const char *word;
        enum err_code code;
    } kinds[] = {
        { "denied", ERR_DENIED },
        { "interrupted", ERR_INTERRUPTED },
    };
    const char *kind = lua_tostring(L, -2), *text = lua_tostring(L, -1);

    if (!kind)
        return 0;
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (!strcmp(kind, kinds[i].word))
            return err_set(err, kinds[i].code, "%s", text);
    return err_fail(err, "%s", text);
}

static int load_file(lua_State *L)
{
    struct load *load = lua_touserdata(L, 1);

    prelude_push(L, "load");
    lua_pushstring(L, load->file->shown);
    lua_pushlstring(L, load->text, load->n);
    lua_call(L, 2, 2);
    load->rc = take_answer(L, load->err);
    return 0;
}

static int load_one(struct vm *vm, const struct hook_file *file,
                    struct err *err)
{
    size_t n;
    AUTO(free) char *text = hook_file_read(file, &n, err);
    struct load load = { .file = file, .text = text, .err = err };

    if (!text)
        return -1;
    load.n = n;
    if (vm_do(vm, load_file, &load, err) || load.rc)
        return err_wrap(err, "hook file %s", file->path);
    return 0;
}

static struct vm *load_all(const struct lua_hooks *self,
                           const struct hook_files *files,
                           const atomic_bool *stop, struct err *err)
{
    struct vm *vm = vm_new(&self->limits, err);

    if (!vm)
        return NULL;
    vm->stop = stop;
    if (prelude_open(vm, err)) {
        vm_unref(vm);
        return NULL;
    }
    for (size_t i = 0; i < files->n; i++)
        if (load_one(vm, &files->v[i], err)) {
            vm_unref(vm);
            return NULL;
        }
    return vm;
}

static void add_all(struct strv *list, const struct strv *more)
{
    for (size_t i = 0; more && i < more->n; i++)
        strv_add(list, more->v[i]);
}

/* The state for the files as they are now. */
static int refresh(struct lua_hooks *self, struct clone *clone, struct err *err)
{
    AUTO(strv_done) struct strv given = { 0 };
    AUTO(hook_files_done) struct hook_files files = { 0 };
    struct discover how = { &self->dirs, &given, &clone->notes };
    struct vm *vm;

    add_all(&given, &self->given);
    add_all(&given, clone->spec->hook_files);
    if (discover(&how, &files, err))
        return -1;
    if (self->vm && hook_files_same(&files, &self->files))
        return 0;
    vm = load_all(self, &files, clone->spec->stop, err);
    if (!vm)
        return -1;
    vm_unref(self->vm);
    self->vm = vm;
    hook_files_done(&self->files);
    self->files = files;
    files = (struct hook_files){ 0 };
    return 0;
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

static int make_context(struct vm *vm, struct live *live, struct err *err)
{
    int rc;

    vm_lock(vm);
    rc = vm_do(vm, push_context, live, err);
    vm_unlock(vm);
    return rc;
}

static void live_done(struct live *live)
{
    vm_lock(live->vm);
    context_end(live->context);
    luaL_unref(live->vm->L, LUA_REGISTRYINDEX, live->ref);
    vm_unlock(live->vm);
    vm_unref(live->vm);
}

static int begin(struct clone_hooks *base, struct clone *clone, struct err *err)
{
    struct lua_hooks *self = hooks_of(base);
    struct live live = { .clone = clone };

    if (self->none)
        return 0;
    if (refresh(self, clone, err) || make_context(self->vm, &live, err))
        return -1;
    clone->scripted = self->files.n > 0;
    live.vm = vm_ref(self->vm);
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

struct run {
    const struct live *live;
    struct err *err;
    int rc;
};

static int run_phase(lua_State *L)
{
    struct run *run = lua_touserdata(L, 1);
    enum clone_phase phase = run->live->clone->phase;

    prelude_push(L, "run");
    lua_rawgeti(L, LUA_REGISTRYINDEX, run->live->ref);
    lua_pushstring(L, clone_phase_name(phase));
    lua_pushboolean(L, phase >= CLONE_RESERVE);
    lua_call(L, 3, 2);
    run->rc = take_answer(L, run->err);
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
    struct vm *vm;
    int rc;

    if (!live || (clone->spec->dry_run && clone->phase >= CLONE_RESERVE))
        return 0;
    vm = live->vm;
    vm_lock(vm);
    vm->stop = stop_for(clone);
    vm->clone = clone;
    rc = vm_do(vm, run_phase, &job, err);
    vm->clone = NULL;
    vm->stop = NULL;
    vm_unlock(vm);
    return rc || job.rc ? -1 : 0;
}

/* ---- making and freeing ------------------------------------------------- */

struct clone_hooks *lua_hooks_new(const struct strv *files, bool none)
{
    struct lua_hooks *self = mem_new(1, sizeof(*self));

    self->base = (struct clone_hooks){ begin, run, end };
    self->none = none;
    self->limits = vm_limits_default;
    discover_dirs(&self->dirs);
    add_all(&self->given, files);
    return &self->base;
}

void lua_hooks_adjust(struct clone_hooks *hooks, const struct strv *dirs,
                      const struct vm_limits *limits)
{
    struct lua_hooks *self = hooks_of(hooks);

    if (limits)
        self->limits = *limits;
    if (!dirs)
        return;
    strv_done(&self->dirs);
    add_all(&self->dirs, dirs);
}

void lua_hooks_free(struct clone_hooks *hooks)
{
    struct lua_hooks *self = hooks ? hooks_of(hooks) : NULL;

    if (!self)
        return;
    for (size_t i = 0; i < self->n_live; i++)
        live_done(&self->live[i]);
    free(self->live);
    vm_unref(self->vm);
    hook_files_done(&self->files);
    strv_done(&self->dirs);
    strv_done(&self->given);
    free(self);
}
