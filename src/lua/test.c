/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/test.h"
#include "base/mem.h"
#include "clone/batch.h"
#include "clone/offline.h"
#include "lua/context.h"
#include "lua/eval.h"
#include "lua/load.h"
#include "lua/object.h"
#include "lua/prelude.h"
#include "lua/tool.h"
#include "lua/trust.h"

#include <dirent.h>
#include <string.h>

#define ENDING "_test.lua"

/* ---- finding ------------------------------------------------------------ */

char *lua_test_beside(const char *path)
{
    AUTO(free) char *test = NULL;

    if (str_ends(path, ENDING))
        test = mem_dup(path);
    else if (str_ends(path, ".lua"))
        test = mem_fmt("%.*s" ENDING, (int)(strlen(path) - 4), path);
    return test && access(test, F_OK) == 0 ? TAKE(test) : NULL;
}

/* X.lua or X/main.lua of X_test.lua. */
static char *hook_of(const char *test)
{
    int n = (int)(strlen(test) - strlen(ENDING));
    AUTO(free) char *file = mem_fmt("%.*s.lua", n, test);

    if (access(file, F_OK) == 0)
        return TAKE(file);
    return mem_fmt("%.*s/main.lua", n, test);
}

static bool is_wanted(const char *base, const char *name)
{
    AUTO(free)
    char *hook =
        mem_fmt("%.*s.lua", (int)(strlen(base) - strlen(ENDING)), base);

    return !name || hook_file_is_called(hook, name);
}

static void find_in(const char *dir, const char *name, const char *mark,
                    struct strv *ret)
{
    AUTO(strv_done) struct strv names = { 0 };
    DIR *stream = opendir(dir);
    struct dirent *entry;

    while (stream && (entry = readdir(stream)))
        if (*entry->d_name != '.' && str_ends(entry->d_name, ENDING) &&
            is_wanted(entry->d_name, name))
            strv_add(&names, entry->d_name);
    if (stream)
        closedir(stream);
    strv_sort(&names);
    for (size_t i = 0; i < names.n; i++) {
        strv_fmt(ret, "%s/%s", dir, names.v[i]);
        strv_add(ret, mark);
    }
}

int lua_tests_find(const char *name, struct strv *ret, struct err *err)
{
    AUTO(strv_done) struct strv dirs = { 0 };
    AUTO(free) char *project = trust_project(".");
    int known = project ? trust_knows(project, err) : 0;

    if (known < 0)
        return -1;
    discover_dirs(&dirs);
    for (size_t i = 0; i < dirs.n; i++)
        find_in(dirs.v[i], name, "", ret);
    if (known) {
        AUTO(free) char *dir = mem_fmt("%s/hooks.d", project);

        find_in(dir, name, "project", ret);
    }
    return 0;
}

/* ---- a clone that is only planned ---------------------------------------- */

/* What core.test.clone is told, and what it makes: freed with its box. */
struct trial {
    struct strv files, only, sets, sizes, names;
    char *source;
    virConnectPtr vir;
    struct clone_hooks *hooks;
    struct batch *batch;
    char *text;
};

static void trial_done(void *memory)
{
    struct trial *trial = memory;

    batch_free(trial->batch);
    lua_hooks_free(trial->hooks);
    if (trial->vir)
        virConnectClose(trial->vir);
    free(trial->source);
    free(trial->text);
    strv_done(&trial->files);
    strv_done(&trial->only);
    strv_done(&trial->sets);
    strv_done(&trial->sizes);
    strv_done(&trial->names);
    *trial = (struct trial){ 0 };
}

/* Member `key` of the table at 1, a string or nil. It stays in the table. */
static const char *member(lua_State *L, const char *key)
{
    const char *text;

    lua_getfield(L, 1, key);
    text = lua_tostring(L, -1);
    lua_pop(L, 1);
    return text;
}

static void members(lua_State *L, const char *key, struct strv *ret)
{
    lua_getfield(L, 1, key);
    value_take_list(L, ret);
}

static void trial_read(lua_State *L, struct trial *trial)
{
    members(L, "files", &trial->files);
    members(L, "only", &trial->only);
    members(L, "sets", &trial->sets);
    members(L, "sizes", &trial->sizes);
    members(L, "names", &trial->names);
    trial->source = mem_dup(member(L, "source"));
}

/* No Lua here. */
static int trial_plan(struct trial *trial, const struct lua_test *test,
                      const struct offline *host, const char *phase,
                      struct err *err)
{
    static const struct strv nowhere = { 0 };
    AUTO(free) char *first = NULL;
    struct clone_spec spec = {
        .hooks = trial->hooks = lua_hooks_new(&trial->files, false),
        .hooks_only = &trial->only,
        .hook_sets = &trial->sets,
        .schema = test->schema,
        .stop = test->stop,
        .dry_run = true,
        .offline = true,
        .only_phase = phase,
    };
    struct batch_options options = { .spec = &spec, .names = &trial->names };

    lua_hooks_adjust(trial->hooks, &nowhere, NULL);
    if (test->project)
        lua_hooks_distrust(trial->hooks);
    trial->vir = offline_open(host, &first, err);
    if (!trial->vir)
        return -1;
    if (!trial->source)
        trial->source = TAKE(first);
    spec.source = trial->source;
    trial->batch = batch_plan(&options, trial->vir, err);
    return trial->batch ? 0 : -1;
}

/* ---- what Lua gets of it ------------------------------------------------- */

static void push_disk(lua_State *L, const struct disk *disk)
{
    const struct disk_choice *choice = &disk->choice;

    lua_createtable(L, 0, 10);
    value_set_text(L, "target", disk->target);
    value_set_text(L, "action", choice->action);
    value_set_text(L, "method", choice->method);
    value_set_text(L, "format", choice->format);
    value_set_text(L, "pool", disk->pool ? disk->pool : choice->pool);
    value_set_text(L, "name", disk->name ? disk->name : choice->name);
    value_set_text(L, "path", disk->path ? disk->path : choice->path);
    value_set_text(L, "serial", choice->serial);
    lua_pushinteger(
        L, (lua_Integer)(choice->size ? choice->size : disk->image.capacity));
    lua_setfield(L, -2, "size");
}

/* { xml =, name =, disks =, warnings = } */
static int push_result(lua_State *L, struct trial *trial)
{
    const struct clone *clone = batch_clone(trial->batch, 0);
    int result;

    lua_createtable(L, 0, 4);
    result = lua_gettop(L);
    value_set_text(L, "name", clone->name);
    value_push_list(L, &clone->warnings);
    lua_setfield(L, result, "warnings");
    lua_createtable(L, (int)clone->n_disks, 0);
    for (size_t i = 0; i < clone->n_disks; i++) {
        push_disk(L, &clone->disks[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, result, "disks");
    trial->text = xml_text(clone->xml);
    object_push_xml(L, &trial->text);
    lua_setfield(L, result, "xml");
    lua_settop(L, result);
    return 1;
}

/* clone { text =, shown =, files =, only =, sets =, sizes =, names =,
 * source =, phase = }: the result; or nil and the refusal */
static int raw_clone(lua_State *L)
{
    const struct lua_test *test = vm_of(L)->scene.test;
    struct err err = ERR_INIT;
    struct offline host;
    struct trial *trial;

    lua_settop(L, 1);
    if (!test)
        return vm_error(L, "virt.test is for 'hook test'");
    trial = value_box(L, sizeof(*trial), trial_done);
    lua_toclose(L, -1);
    trial_read(L, trial);
    host = (struct offline){ member(L, "text"), member(L, "shown"),
                             &trial->sizes };
    if (trial_plan(trial, test, &host, member(L, "phase"), &err) == 0)
        return push_result(L, trial);
    if (err.code != ERR_DENIED)
        return vm_raise(L, &err);
    lua_pushnil(L);
    lua_pushstring(L, err.text);
    return 2;
}

/* on(): whether tests are being run */
static int raw_on(lua_State *L)
{
    lua_pushboolean(L, vm_of(L)->scene.test != NULL);
    return 1;
}

void test_open(lua_State *L)
{
    static const luaL_Reg raw[] = {
        { "clone", raw_clone },
        { "on", raw_on },
        { NULL, NULL },
    };

    luaL_newlib(L, raw);
    lua_setfield(L, -2, "test");
}

/* ---- a file of tests ----------------------------------------------------- */

struct job {
    const char *path, *text, *hook;
    size_t n;
    struct strv *ret;
    struct err *err;
    int rc;
};

static int run_file(lua_State *L)
{
    struct job *job = lua_touserdata(L, 1);
    const char *slash = strrchr(job->path, '/');

    prelude_push(L, "test");
    lua_pushlstring(L, job->text, job->n);
    lua_pushstring(L, slash ? slash + 1 : job->path);
    lua_pushstring(L, job->path);
    lua_pushstring(L, job->hook);
    lua_call(L, 4, 3);
    if (lua_isnil(L, -3)) {
        job->rc = load_answer(L, job->err);
        return 0;
    }
    lua_pop(L, 2);
    value_take_list(L, job->ret);
    return 0;
}

static int run_in(struct clone_hooks *hooks, const struct lua_test *test,
                  struct job *job)
{
    AUTO(strv_done) struct strv notes = { 0 };
    struct vm_act act = {
        .fn = run_file,
        .data = job,
        .scene = { .stop = test->stop, .test = test },
    };

    if (lua_hooks_load(hooks, false, &notes, job->err))
        return -1;
    return vm_play(lua_hooks_vm(hooks), &act, job->err) || job->rc ? -1 : 0;
}

int lua_test_run(const struct lua_test *test, struct strv *ret, struct err *err)
{
    static const struct strv nowhere = { 0 };
    struct hook_file file = { .path = (char *)test->path };
    struct job job = { .path = test->path, .ret = ret, .err = err };
    AUTO(free) char *text = hook_file_read(&file, &job.n, err);
    AUTO(free) char *hook = hook_of(test->path);
    AUTO(lua_hooks_free) struct clone_hooks *hooks = NULL;

    if (!text || (test->project && trust_check(test->path, text, job.n, err)))
        return -1;
    job.text = text;
    job.hook = hook;
    hooks = lua_hooks_new(NULL, false);
    lua_hooks_adjust(hooks, &nowhere, NULL);
    return run_in(hooks, test, &job);
}
