/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/extend.h"
#include "base/mem.h"
#include "lua/column.h"
#include "lua/command.h"
#include "lua/discover.h"
#include "lua/eval.h"
#include "lua/observe.h"
#include "lua/tool.h"

#include <dirent.h>
#include <string.h>

/* What one state added. Calls that are parsed point to its rows, also when a
 * reload has made a new state: so it lives until the end. */
struct generation {
    struct vm *vm; /* a reference */
    struct script_rows *rows;
    const struct command **table; /* the shell's own among them */
};

struct lua_extension {
    struct extension base;
    struct clone_hooks *hooks;
    struct lua_reserved own;
    struct generation *v;
    size_t n;
    bool observed; /* some script wants to know what the prompt does */
    bool reloaded; /* and has not been told yet */
    struct session *session; /* of the prompt */
    char *trouble;           /* why they cannot be read, as it was told */
};

static struct lua_extension *extension_of(struct extension *base)
{
    return (struct lua_extension *)base;
}

static const struct generation *newest(const struct lua_extension *self)
{
    return self->n ? &self->v[self->n - 1] : NULL;
}

/* ---- the table ---------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    const struct command *const *one = a, *const *two = b;

    return strcmp((*one)->name, (*two)->name);
}

static const struct command **merge(const struct command *const *own,
                                    const struct script_rows *rows)
{
    size_t n = 0, more = script_rows_count(rows);
    const struct command **table;

    while (own[n])
        n++;
    table = mem_new(n + more + 1, sizeof(*table));
    memcpy(table, own, n * sizeof(*table));
    for (size_t i = 0; i < more; i++)
        table[n + i] = script_row(rows, i);
    qsort(table, n + more, sizeof(*table), by_name);
    return table;
}

static int take(struct lua_extension *self, struct vm *vm, struct err *err)
{
    struct generation new = { .rows = script_rows_read(vm, err) };

    if (!new.rows)
        return -1;
    new.vm = vm_ref(vm);
    new.table = merge(self->own.commands, new.rows);
    self->v = mem_more(self->v, self->n, sizeof(*self->v));
    self->reloaded = self->n > 0;
    self->v[self->n++] = new;
    return 0;
}

static int load(struct extension *base, struct session *session,
                struct err *err)
{
    struct lua_extension *self = extension_of(base);
    AUTO(strv_done) struct strv notes = { 0 };
    struct vm *vm;

    if (lua_hooks_load(self->hooks, false, &notes, err))
        return -1;
    vm = lua_hooks_vm(self->hooks);
    if ((!newest(self) || newest(self)->vm != vm) && take(self, vm, err))
        return -1;
    session->commands = newest(self)->table;
    return 0;
}

/* ---- completion --------------------------------------------------------- */

static void add_columns(struct lua_extension *self, struct strv *ret)
{
    AUTO(strv_done) struct strv texts = { 0 };
    struct err ignored = ERR_INIT;

    lua_columns(self->hooks, &texts, &ignored);
    for (size_t i = 0; i < texts.n; i += 3)
        strv_add(ret, texts.v[i]);
}

/* Those that `hook enable` can enable. */
static void add_available(struct strv *ret)
{
    DIR *stream = opendir(LUA_HOOKS_AVAIL);
    struct dirent *entry;

    while (stream && (entry = readdir(stream)))
        if (str_ends(entry->d_name, ".lua") &&
            !str_ends(entry->d_name, "_test.lua"))
            strv_take(ret, mem_ndup(entry->d_name,
                                    strlen(entry->d_name) - strlen(".lua")));
    if (stream)
        closedir(stream);
}

static void add_hooks(struct lua_extension *self,
                      const struct names_query *query, struct strv *ret)
{
    AUTO(strv_done) struct strv notes = { 0 }, args = { 0 };
    struct err ignored = ERR_INIT;
    bool set = query->what == COMPLETE_HOOK_SET;
    bool ways = query->what == COMPLETE_METHOD;
    bool all = query->what == COMPLETE_HOOK || str_eq(query->of, "show");

    if (str_eq(query->of, "enable"))
        add_available(ret);
    if (str_eq(query->of, "new") ||
        lua_hooks_load(self->hooks, false, &notes, &ignored))
        return;
    strv_add(&args, set ? query->prefix : all ? "all" : "own");
    lua_hooks_ask(self->hooks,
                  ways  ? "methods"
                  : set ? "settings"
                        : "names",
                  &args, ret, &ignored);
}

static void names(struct extension *base, const struct names_query *query,
                  struct strv *ret)
{
    struct lua_extension *self = extension_of(base);
    const struct generation *generation = newest(self);

    if (query->what == COMPLETE_COLUMN || query->what == COMPLETE_COLUMNS)
        add_columns(self, ret);
    else if (query->what != COMPLETE_SCRIPT)
        add_hooks(self, query, ret);
    else if (generation)
        script_complete(generation->rows, generation->vm, query, ret);
}

/* ---- the prompt --------------------------------------------------------- */

/* Whether the script says one of the words. */
static bool says(const struct hook_file *file)
{
    static const char *const words[] = { "virt.on", "virt.prompt" };
    struct err ignored = ERR_INIT;
    size_t n;
    AUTO(free) char *text = hook_file_read(file, &n, &ignored);

    for (size_t i = 0; text && i < COUNT(words); i++)
        if (memmem(text, n, words[i], strlen(words[i])))
            return true;
    return false;
}

/* Their files may have changed. What is wrong with them is told once. */
static void refresh(struct lua_extension *self, struct strv *news)
{
    struct err err = ERR_INIT;
    bool failed = load(&self->base, self->session, &err) != 0;

    if (failed && !str_eq(self->trouble, err.text))
        strv_fmt(news, "warning: %s", err.text);
    mem_set(&self->trouble, failed ? mem_dup(err.text) : NULL);
}

/* To read all scripts takes longer than all else before the first prompt. */
static void begin(struct extension *base, struct session *session,
                  struct strv *news)
{
    struct lua_extension *self = extension_of(base);
    AUTO(hook_files_done) struct hook_files files = { 0 };
    struct err err = ERR_INIT;

    self->session = session;
    if (lua_hooks_files(self->hooks, &files, &err))
        strv_fmt(news, "warning: %s", err.text);
    for (size_t i = 0; i < files.n && !self->observed; i++)
        self->observed = files.v[i].kind == HOOK_SCRIPT && says(&files.v[i]);
    if (self->observed)
        refresh(self, news);
}

static struct vm *observer(struct lua_extension *self)
{
    return self->observed && self->n ? newest(self)->vm : NULL;
}

static void tell(struct extension *base, const struct extension_event *event,
                 struct strv *news)
{
    struct lua_extension *self = extension_of(base);

    if (observer(self))
        lua_observe(observer(self), event, news);
}

static char *prompt(struct extension *base, const struct extension_event *event,
                    struct strv *news)
{
    struct lua_extension *self = extension_of(base);
    struct extension_event reload = *event;

    reload.name = "reload";
    if (!self->observed)
        return NULL;
    refresh(self, news);
    if (self->reloaded)
        tell(base, &reload, news);
    self->reloaded = false;
    return observer(self) ? lua_prompt(observer(self), event, news) : NULL;
}

static bool watches(struct extension *base, const char *event)
{
    struct lua_extension *self = extension_of(base);

    return observer(self) && lua_watches(observer(self), event);
}

/* ---- making and freeing ------------------------------------------------- */

struct extension *lua_extension_new(struct clone_hooks *hooks,
                                    const struct lua_reserved *own)
{
    struct lua_extension *self = mem_new(1, sizeof(*self));

    self->base =
        (struct extension){ load, names, begin, tell, prompt, watches };
    self->hooks = hooks;
    self->own = *own;
    lua_hooks_reserve(hooks, &self->own);
    return &self->base;
}

void lua_extension_free(struct extension *extension)
{
    struct lua_extension *self = extension ? extension_of(extension) : NULL;

    if (!self)
        return;
    for (size_t i = 0; i < self->n; i++) {
        vm_unref(self->v[i].vm);
        script_rows_free(self->v[i].rows);
        free(self->v[i].table);
    }
    free(self->v);
    free(self->trouble);
    free(self);
}
