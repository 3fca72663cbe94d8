/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/load.h"
#include "base/mem.h"
#include "lua/prelude.h"
#include "lua/trust.h"
#include "lua/value.h"

#include <libgen.h>
#include <string.h>
#include <sys/stat.h>

void loaded_done(struct loaded *loaded)
{
    if (loaded->vm)
        loaded->vm->loaded = NULL;
    vm_unref(loaded->vm);
    strv_done(&loaded->dirs);
    hook_files_done(&loaded->files);
    hook_files_done(&loaded->modules);
    *loaded = (struct loaded){ 0 };
}

int load_answer(lua_State *L, struct err *err)
{
    static const struct {
        const char *word;
        enum err_code code;
    } kinds[] = {
        { "denied", ERR_DENIED },
        { "interrupted", ERR_INTERRUPTED },
        { "usage", ERR_USAGE },
    };
    const char *kind = lua_tostring(L, -2), *text = lua_tostring(L, -1);

    if (!kind)
        return 0;
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (!strcmp(kind, kinds[i].word))
            return err_set(err, kinds[i].code, "%s", text);
    return err_fail(err, "%s", text);
}

/* ---- one file ----------------------------------------------------------- */

struct job {
    const struct hook_file *file; /* NULL: all are loaded */
    const char *text;
    size_t n;
    struct err *err;
    int rc;
};

/* { place =, system =, mandatory =, open =, given =, path = } */
static void push_from(lua_State *L, const struct hook_file *file)
{
    lua_createtable(L, 0, 4);
    lua_pushinteger(L, (lua_Integer)file->place);
    lua_setfield(L, -2, "place");
    lua_pushboolean(L, file->place < HOOK_SYSTEM_DIRS);
    lua_setfield(L, -2, "system");
    lua_pushboolean(L, file->mandatory);
    lua_setfield(L, -2, "mandatory");
    lua_pushboolean(L, file->open);
    lua_setfield(L, -2, "open");
    lua_pushboolean(L, file->given);
    lua_setfield(L, -2, "given");
    lua_pushstring(L, file->path);
    lua_setfield(L, -2, "path");
}

static int run_job(lua_State *L)
{
    struct job *job = lua_touserdata(L, 1);
    const struct hook_file *file = job->file;

    prelude_push(L, !file                     ? "ready"
                    : file->kind == HOOK_CONF ? "conf"
                                              : "load");
    if (file) {
        lua_pushstring(L, file->shown);
        lua_pushlstring(L, job->text, job->n);
        push_from(L, file);
    }
    lua_call(L, file ? 3 : 0, 2);
    job->rc = load_answer(L, job->err);
    return 0;
}

/* What is looked up is the text that will run. */
static char *read_file(const struct hook_file *file, size_t *ret_n,
                       struct err *err)
{
    AUTO(free) char *text = hook_file_read(file, ret_n, err);

    if (text && file->project && trust_check(file->path, text, *ret_n, err))
        return NULL;
    return TAKE(text);
}

static int load_one(struct vm *vm, const struct hook_file *file,
                    struct err *err)
{
    size_t n;
    AUTO(free) char *text = read_file(file, &n, err);
    struct job job = { .file = file, .text = text, .err = err };

    if (!text)
        return -1;
    job.n = n;
    if (vm_do(vm, run_job, &job, err) == 0 && job.rc == 0)
        return 0;
    return file->kind == HOOK_CONF ? -1
                                   : err_wrap(err, "hook file %s", file->path);
}

/* ---- all ---------------------------------------------------------------- */

static int load_all(struct loaded *new, struct err *err)
{
    struct job ready = { .err = err };

    for (size_t i = 0; i < new->files.n; i++)
        if (load_one(new->vm, &new->files.v[i], err))
            return -1;
    return vm_do(new->vm, run_job, &ready, err) || ready.rc ? -1 : 0;
}

static int make(struct loaded *new, const struct load *how, struct err *err)
{
    new->vm = vm_new(how->limits, err);
    if (!new->vm)
        return -1;
    new->vm->scene.stop = how->stop;
    new->vm->reserved = how->reserved;
    new->vm->loaded = new;
    if (prelude_open(new->vm, err) || load_all(new, err))
        return -1;
    new->vm->scene.stop = NULL; /* it may end before the state does */
    return 0;
}

static bool is_same(const struct loaded *loaded, const struct hook_files *files)
{
    struct stat st;

    if (!loaded->vm || !hook_files_same(files, &loaded->files))
        return false;
    for (size_t i = 0; i < loaded->modules.n; i++) {
        const struct hook_file *module = &loaded->modules.v[i];

        if (stat(module->path, &st) || st.st_ino != module->st.st_ino ||
            st.st_size != module->st.st_size ||
            st.st_mtim.tv_sec != module->st.st_mtim.tv_sec ||
            st.st_mtim.tv_nsec != module->st.st_mtim.tv_nsec)
            return false;
    }
    return true;
}

int load_refresh(struct loaded *loaded, const struct load *how, struct err *err)
{
    struct discover search = { .dirs = how->dirs,
                               .given = how->given,
                               .project = how->project,
                               .distrust = how->distrust,
                               .none = how->none,
                               .notes = how->notes };
    struct loaded new = { .project = how->project, .distrust = how->distrust };

    if (discover(&search, &new.files, err))
        return -1;
    if (is_same(loaded, &new.files) ||
        (how->lazy && !loaded->vm && !new.files.n)) {
        hook_files_done(&new.files);
        return 0;
    }
    for (size_t i = 0; i < how->dirs->n; i++)
        strv_add(&new.dirs, how->dirs->v[i]);
    if (make(&new, how, err)) {
        loaded_done(&new);
        return -1;
    }
    loaded_done(loaded);
    *loaded = new;
    loaded->vm->loaded = loaded;
    return 1;
}

/* ---- require ------------------------------------------------------------ */

struct module {
    struct hook_file file;
    char *text;
    size_t n;
};

static void module_done(void *memory)
{
    struct module *module = memory;
    struct hook_files one = { 0 };

    if (module->file.path)
        hook_files_add(&one, &module->file);
    hook_files_done(&one);
    mem_set(&module->text, NULL);
    module->file = (struct hook_file){ 0 };
}

static bool is_there(struct module *module, const char *dir, const char *name)
{
    AUTO(free) char *below = mem_fmt("lua/%s.lua", name);
    AUTO(free) char *path = hook_file_beside(dir, below);

    if (stat(path, &module->file.st))
        return false;
    module->file.kind = HOOK_MODULE;
    module->file.base = mem_dup(name);
    module->file.shown = mem_fmt("lua/%s.lua", name);
    module->file.path = TAKE(path);
    return true;
}

/* A file that was given: beside the directory that it is in. */
static bool find_beside(const struct loaded *loaded, const char *path,
                        const char *name, struct module *module)
{
    AUTO(free) char *real = path ? realpath(path, NULL) : NULL;

    module->file.project = loaded->distrust;
    return real && is_there(module, dirname(real), name);
}

/* From the own directory to the weaker ones, never to a stronger one: what
 * the system has does not load what a user has. */
static bool find(const struct loaded *loaded, size_t place, const char *name,
                 struct module *module)
{
    if (!loaded->dirs.n)
        return false;
    if (place >= loaded->dirs.n)
        place = loaded->dirs.n - 1;
    for (size_t i = place + 1; i-- > 0;)
        if (is_there(module, loaded->dirs.v[i], name)) {
            module->file.project = loaded->project && i + 1 == loaded->dirs.n;
            return true;
        }
    return false;
}

/* module(name with slashes, place, the asking file or nil): its text and shown
 * name, or nil */
static int raw_module(lua_State *L)
{
    struct loaded *loaded = vm_of(L)->loaded;
    const char *name = value_text(L, 1, "a module's name");
    size_t place = (size_t)luaL_checkinteger(L, 2);
    const char *path = lua_tostring(L, 3);
    struct module *module = value_box(L, sizeof(*module), module_done);
    struct err err = ERR_INIT;

    if (!loaded || !(find_beside(loaded, path, name, module) ||
                     find(loaded, place, name, module)))
        return 0;
    module->text = read_file(&module->file, &module->n, &err);
    if (!module->text)
        return vm_raise(L, &err);
    lua_pushlstring(L, module->text, module->n);
    lua_pushstring(L, module->file.shown);
    hook_files_add(&loaded->modules, &module->file);
    module->file = (struct hook_file){ 0 };
    return 2;
}

void load_open(lua_State *L)
{
    lua_pushcfunction(L, raw_module);
    lua_setfield(L, -2, "module");
}
