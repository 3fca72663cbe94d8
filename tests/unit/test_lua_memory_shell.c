/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * As test_lua_memory, for what scripts add to the shell: each allocation of
 * Lua's fails in turn. Nothing may crash, and (under the sanitizers) nothing
 * may leak; with all its memory each must work again.
 */
#include "base/mem.h"
#include "lua/column.h"
#include "lua/command.h"
#include "lua/eval.h"
#include "lua/observe.h"
#include "lua_world.h"
#include "shell/names.h"
#include "shell/place.h"

static const char script[] =
    "virt.command { name = 'one', desc = 'x',\n"
    "  args = { { name = 'n', type = 'integer', min = 1, max = 9 },\n"
    "    { name = 'mode', flag = true, type = 'enum', values = { 'a', 'b' } "
    "},\n"
    "    { name = 'rest', rest = true, complete = function(w, args)\n"
    "      return { w .. 'x', args.n } end } },\n"
    "  run = function(a) print(a.n, a.mode, #a.rest) end }\n"
    "virt.command { name = 'nest', desc = 'x', run = function()\n"
    "  local ok, why, status = virt.shell { 'nosuch', 'word' }\n"
    "  assert(not ok and #why > 5 and status == 2) end }\n"
    "virt.column { name = 'c', width = 3, get = function(d) return d.name .. "
    "'abc' end }\n"
    "virt.on('domain', function(e) virt.info('%s', e.domain) end)\n"
    "virt.prompt(function(e) return e.uri .. '> ' end)\n"
    "virt.method { name = 'way', can = function(d, j) return d.target .. "
    "j.path end,\n"
    "  copy = function(d, j) assert(j.size) end, undo = { 'true', '{path}' } "
    "}\n"
    "virt.method { name = 'way2', can = function() return nil, 'no' end,\n"
    "  copy = function(d, j) assert(d.target) end, undo = function(d, j) end "
    "}\n";

struct rig {
    struct world world;
    struct session session;
    struct vm *vm;
    struct script_rows *rows;
    struct strv ret;
    struct undo undo;
    struct err err;
    virDomainPtr domain;
};

/* ---- what is tried; each answers whether it worked ---------------------- */

static bool read_rows(struct rig *rig)
{
    struct script_rows *rows = script_rows_read(rig->vm, &rig->err);
    bool worked = rows && script_rows_count(rows) == 2;

    script_rows_free(rows);
    return worked;
}

static bool run_row(struct rig *rig, size_t n, char *word)
{
    const struct command *row = script_row(rig->rows, n);
    char *words[] = { word, (char *)"--mode", (char *)"b", (char *)"r" };
    struct field_words given = { row->name, words, word ? COUNT(words) : 0 };
    AUTO(free) char *args = mem_new(1, row->size);
    int rc;

    *(const struct command **)args = row;
    rc = fields_parse(row->fields, &given, args, &rig->err);
    if (!rc)
        rc = row->run(&rig->session, args, &rig->err);
    fields_done(row->fields, args);
    return rc == 0;
}

static bool run_one(struct rig *rig)
{
    return run_row(rig, 0, (char *)"5");
}

static bool run_nested(struct rig *rig)
{
    return run_row(rig, 1, NULL);
}

static bool complete_row(struct rig *rig)
{
    AUTO(place_done) struct place place = { .only_data = false };
    struct names_query query = { .prefix = "w", .place = &place };

    query.row = field_find(script_row(rig->rows, 0)->fields, "rest");
    place.rows = script_row(rig->rows, 0)->fields;
    place_pass(&place, "7");
    script_complete(rig->rows, rig->vm, &query, &rig->ret);
    return strv_has(&rig->ret, "wx") && strv_has(&rig->ret, "7");
}

static bool columns(struct rig *rig)
{
    return lua_columns(rig->world.hooks, &rig->ret, &rig->err) == 0 &&
           rig->ret.n == 3;
}

static bool one_cell(struct rig *rig)
{
    struct lua_cell cell = { .column = "c", .domain = rig->domain };
    AUTO(free) char *text = lua_cell(rig->world.hooks, &cell, &rig->err);

    return str_eq(text, "te~");
}

static bool observe(struct rig *rig)
{
    struct extension_event event = { .name = "domain", .domain = "web" };

    lua_observe(rig->vm, &event, &rig->ret);
    return rig->ret.n == 1 && str_eq(rig->ret.v[0], "web");
}

static bool prompt(struct rig *rig)
{
    struct extension_event event = { .name = "prompt", .uri = "u" };
    AUTO(free) char *text = lua_prompt(rig->vm, &event, &rig->ret);

    return str_eq(text, "u> ");
}

static bool evaluate(struct rig *rig)
{
    struct lua_eval what = {
        .text = "virt.json.encode(virt.json.decode '{\"a\":[1,2.5,null,{}],"
                "\"b\":\"x\"}'), virt.json.encode({ virt.json.list() }, { "
                "pretty = true }), virt.sha256 'x', pcall(virt.json.decode, "
                "'[')",
        .name = "lua",
    };

    return lua_eval(rig->world.hooks, &what, &rig->ret, &rig->err) == 0 &&
           str_eq(rig->ret.v[0], "{\"a\":[1,2.5,null,{}],\"b\":\"x\"}");
}

static bool complete_lua(struct rig *rig)
{
    lua_complete(rig->world.hooks, "virt.json.e", &rig->ret);
    return rig->ret.n == 1;
}

static struct store_job job_for(struct rig *rig, const char *method)
{
    return (struct store_job){
        .from = &rig->world.clone.disks[0].image,
        .path = "/nowhere/x",
        .name = "x",
        .format = "raw",
        .method = method,
        .undo = &rig->undo,
        .stop = &rig->world.stop,
    };
}

static bool make(struct rig *rig, const char *method)
{
    struct clone_hooks *hooks = rig->world.hooks;
    struct clone *clone = &rig->world.clone;
    struct store_job job = job_for(rig, method);
    int rc = hooks->make(hooks, clone, &clone->disks[0], &job, &rig->err);
    size_t n = rig->undo.n;

    undo_run(&rig->undo, &rig->ret);
    undo_done(&rig->undo);
    return rc == 0 && n == 1;
}

static bool make_by_list(struct rig *rig)
{
    return make(rig, "way");
}

static bool make_by_function(struct rig *rig)
{
    return make(rig, "way2");
}

static bool can_make(struct rig *rig)
{
    struct clone_hooks *hooks = rig->world.hooks;
    struct clone *clone = &rig->world.clone;
    struct store_job job = job_for(rig, "way");

    return hooks->can_make(hooks, clone, &clone->disks[0], &job, &rig->err) ==
           0;
}

/* ---- with less and less failing ----------------------------------------- */

static bool once(struct rig *rig, bool (*fn)(struct rig *))
{
    bool worked;

    rig->err = (struct err)ERR_INIT;
    worked = fn(rig);
    strv_done(&rig->ret);
    return worked;
}

/* Until as many allocations are allowed as it makes. */
static void starve(struct rig *rig, bool (*fn)(struct rig *), const char *name)
{
    int failures = 0;
    bool enough = false;

    for (long n = 1; n < 5000 && !enough; n++) {
        rig->vm->limits.fail_at = n;
        failures += !once(rig, fn);
        enough = rig->vm->limits.fail_at > 0;
        rig->vm->limits.fail_at = 0;
    }
    ok(failures > 0 && enough && once(rig, fn), name);
}

static void test_all(struct rig *rig)
{
    static const struct {
        bool (*fn)(struct rig *);
        const char *name;
    } tries[] = {
        { read_rows, "the rows of commands are read, or not" },
        { run_one, "a command runs, or not" },
        { run_nested, "a command within one runs, or not" },
        { complete_row, "an argument is completed, or not" },
        { columns, "columns are known, or not" },
        { one_cell, "a cell is made, or not" },
        { observe, "an observer is told, or not" },
        { prompt, "the prompt is made, or not" },
        { evaluate, "JSON comes and goes, or not" },
        { complete_lua, "Lua is completed, or not" },
        { can_make, "a way to copy is asked, or not" },
        { make_by_list, "a disk is made and undone by a program, or not" },
        { make_by_function, "a disk is made and undone by a function, or not" },
    };

    for (size_t i = 0; i < COUNT(tries); i++)
        starve(rig, tries[i].fn, tries[i].name);
}

int main(void)
{
    static const struct command *const none[] = { NULL };
    struct rig rig = { .session = { .commands = none, .virsh_asked = true } };

    virConnectPtr vir = virConnectOpen("test:///default");

    rig.domain = virDomainLookupByName(vir, "test");
    world_open(&rig.world);
    world_write(&rig.world, "m.lua", script);
    if (!is_int(world_begin(&rig.world), 0, "the script is loaded"))
        tap_note("error", rig.world.err.text);
    rig.session.hooks = rig.world.hooks;
    rig.session.out = fopen("/dev/null", "w");
    settings_init(&rig.session.settings);
    rig.vm = lua_hooks_vm(rig.world.hooks);
    rig.rows = script_rows_read(rig.vm, &rig.err);
    test_all(&rig);
    script_rows_free(rig.rows);
    settings_done(&rig.session.settings);
    fclose(rig.session.out);
    world_done(&rig.world);
    virDomainFree(rig.domain);
    virConnectClose(vir);
    return done_testing();
}
