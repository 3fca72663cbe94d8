/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hooks of a clone: declared, run phase by phase, refusing, undone. */
#include "lua_world.h"

#include <poll.h>
#include <pthread.h>

/* Loading the text fails with "hook file .../t.lua: t.lua:1: " and this. */
static void cannot_load(struct world *world, const char *text, const char *want,
                        const char *name)
{
    AUTO(free)
    char *whole =
        mem_fmt("hook file %s/t.lua: t.lua:1: %s", world->dirs.v[0], want);

    world_end(world);
    world_write(world, "t.lua", text);
    is_int(world_begin(world), -1, "a bad file is not loaded");
    is_str(world->err.text, whole, name);
}

static void test_declaring(struct world *world)
{
    static const struct value_case cases[] = {
        { "virt.hook { name = 'm', mutat = function() end }",
          "hook 'm': unknown field 'mutat' (did you mean 'mutate'?)",
          "an unknown field is an error with the near one" },
        { "virt.hook { name = 'm', 5, plan = print }",
          "hook 'm': unknown field '1'; fields: after, api, before, check, "
          "copied, "
          "defined, desc, finish, match, mutate, name, needs, on, on_error, "
          "params, place, plan, reserve, started, timeout",
          "a list element is unknown" },
        { "virt.hook { name = 'm', plan = 'x' }",
          "hook 'm': field 'plan' is a function, not 'x'",
          "a phase is a function" },
        { "virt.hook { name = 'm', timeout = -1 }",
          "hook 'm': field 'timeout' is a number of seconds, not '-1'",
          "a wrong value is named" },
        { "virt.hook { name = 'm', params = { n = { 'integer', pattern = 'x' "
          "} }, plan = print }",
          "parameter 'n' of hook 'm': a pattern is for texts, not for a value "
          "of type integer",
          "a pattern is for texts" },
        { "virt.hook { name = 'm' }",
          "hook 'm' has no phase: give it a function plan, mutate, place, "
          "check, reserve, copied, defined, started, finish",
          "a hook has a phase" },
        { "virt.hook { plan = print }",
          "a hook needs a name: virt.hook { name = \"...\", ... }",
          "a hook has a name" },
        { "virt.hook { name = 'a b', plan = print }",
          "hook name 'a b': it may have letters, digits and - _ . /",
          "a name is a word" },
        { "virt.hook 'm'",
          "virt.hook takes a table: virt.hook { name = \"...\", ... }",
          "a hook is a table" },
        { "virt.hook { name = 'm', plan = print } virt.hook { name = 'm', "
          "plan = print }",
          "there is a hook 'm' already, in t.lua",
          "a second hook of a name is an error" },
        { "x = = 1", "unexpected symbol near '='", "so is wrong syntax" },
        { "print(io)", "undefined variable 'io'",
          "so is a wrong name at file level" },
        { "virt.run { 'true' }",
          "virt.run has side effects; it is not allowed in phase 'load' "
          "(allowed: reserve, copied, defined, started, finish)",
          "so is an effect" },
        { "error 'no'", "no", "so is an error" },
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        cannot_load(world, cases[i].body, cases[i].want, cases[i].name);
    is_str(world_try(world, CLONE_PLAN, "virt.hook { name = 'x' }"),
           "hook 't' failed in phase 'plan': t.lua:1: virt.hook belongs to the "
           "file, not into a function of a hook",
           "hooks are declared by files");
}

/* ---- phases ------------------------------------------------------------- */

static void test_order(struct world *world)
{
    world_end(world);
    world_write(world, "t.lua", "");
    world_write(world, "20.lua",
                "virt.hook { name = 'two', plan = function(c) c.data.n = "
                "c.data.n .. '2' end }");
    world_write(world, "10.lua",
                "virt.hook { name = 'one', plan = function(c) c.data.n = '1' "
                "end, mutate = function(c) c.xml:set('title', c.data.n) end }"
                "virt.hook { name = 'more', plan = function(c) c.data.n = "
                "c.data.n .. 'm' end }");
    is_int(world_begin(world), 0, "several files are loaded");
    is_int(world_phase(world, CLONE_PLAN), 0, "a phase runs");
    is_int(world_phase(world, CLONE_MUTATE), 0, "the next one runs");
    ok(xml_is(xml_root(world->clone.xml), "title", "1m2"),
       "hooks run in the order of files and of declaration, with one data");
    world_end(world);
    world_begin(world);
    ok(world_phase(world, CLONE_MUTATE) == 0 &&
           !xml_find(xml_root(world->clone.xml), "title"),
       "data is a clone's own");
    world_end(world);
    world_write(world, "10.lua", "");
    world_write(world, "20.lua", "");
}

static void test_refusing(struct world *world)
{
    is_str(world_try(world, CLONE_PLAN, "c:deny('%s has %d', 'x', 5)"),
           "the clone 'web1' is refused:\n  t: x has 5",
           "deny refuses with its text");
    is_int(world->err.code, ERR_DENIED, "that is a refusal");
    is_str(world_try(world, CLONE_PLAN, "c:deny '100% full'"),
           "the clone 'web1' is refused:\n  t: 100% full",
           "a text alone is not a format");
    is_str(world_try(world, CLONE_PLAN, "c:deny('%d', 'x')"),
           "hook 't' failed in phase 'plan': t.lua:1: bad argument #2 to "
           "'string.format' (number expected, got string)",
           "a wrong format is an error of the hook");
    is_str(world_try(world, CLONE_PLAN, "c:problem 'x'"),
           "hook 't' failed in phase 'plan': t.lua:1: c:problem is for phase "
           "'check' only (this is 'plan'); use c:deny",
           "problems are for check");
    world_end(world);
    world_write(world, "t.lua",
                "virt.hook { name = 'a', check = function(c) c:problem('one') "
                "c:problem('two') end } virt.hook { name = 'b', check = "
                "function(c) c:deny('three') c:problem('never') end } "
                "virt.hook { name = 'c', check = function(c) c:problem('%d', "
                "4) end }");
    world_begin(world);
    is_int(world_phase(world, CLONE_CHECK), -1, "problems refuse");
    is_str(world->err.text,
           "the clone 'web1' is refused:\n  a: one\n  a: two\n  b: three\n"
           "  c: 4",
           "the problems of all checks are shown together");
    is_int(world->err.code, ERR_DENIED, "that is a refusal, too");
}

static void test_failing(struct world *world)
{
    is_str(world_try(world, CLONE_PLAN, "error 'x'"),
           "hook 't' failed in phase 'plan': t.lua:1: x",
           "an error has the hook, the phase and the place");
    is_int(world->err.code, ERR_FAILED, "that is a failure");
    is_str(world_try(world, CLONE_PLAN, "error {}"),
           "hook 't' failed in phase 'plan': t.lua: the error is a table "
           "value",
           "an error need not be text");
    is_str(world_try(world, CLONE_PLAN, "return virt.run { 'true' }"),
           "hook 't' failed in phase 'plan': t.lua: virt.run has side effects; "
           "it is not allowed in phase 'plan' (allowed: reserve, copied, "
           "defined, started, finish)",
           "a call at the very end has the file at least");
    is_str(world_try(world, CLONE_DEFINED, "error 'late'"), "",
           "an error in defined fails nothing");
    is_str(world->clone.warnings.n ? world->clone.warnings.v[0] : NULL,
           "hook 't' failed in phase 'defined': t.lua:1: late",
           "it is a warning");
    is_str(world_try(world, CLONE_FINISH, "c:deny 'late'"), "",
           "a refusal in finish fails nothing");
    is_str(world->clone.warnings.n ? world->clone.warnings.v[0] : NULL,
           "t: refused in phase 'finish', too late: late",
           "it is a warning, too");
    is_str(world_try(world, CLONE_PLAN, "c:warn('%d left', 2)"), "",
           "a warning is no failure");
    is_str(world->clone.warnings.n ? world->clone.warnings.v[0] : NULL,
           "t: 2 left", "a warning has the hook's name");
    is_str(world_try(world, CLONE_MUTATE,
                     "c.xml:set('devices/disk[1]/source/@file', '/x')"),
           "hook 't' failed in phase 'mutate': t.lua: disk vda: its <source> "
           "was edited; the plan writes it: set disk.path or disk.pool "
           "instead",
           "an edited source is the hook's error");
}

/* The effects of all phases of a clone that was stopped: only finish runs. */
static void test_finish(struct world *world)
{
    world_end(world);
    world_write(world, "t.lua",
                "virt.hook { name = 't', finish = function(c) local n = 0 for "
                "i = 1, 100000 do n = n + i end c:warn('%s: %s', c.status, "
                "c.error) end }");
    world_begin(world);
    atomic_store(&world->stop, true);
    world->clone.status = "interrupted";
    err_set(&world->clone.outcome, ERR_INTERRUPTED, "stopped");
    is_int(world_phase(world, CLONE_FINISH), 0, "finish runs after Ctrl-C");
    is_str(world->clone.warnings.n ? world->clone.warnings.v[0] : NULL,
           "t: interrupted: stopped", "it knows status and error");
    atomic_store(&world->stop, false);
}

/* ---- the context -------------------------------------------------------- */

static void test_context(struct world *world)
{
    static const struct value_case cases[] = {
        { "return c.name", "web1", "the clone has a name" },
        { "return c.source.name .. ' ' .. c.source.uuid",
          "base 00000000-0000-4000-8000-000000000001",
          "its source has name and UUID" },
        { "return c.source.xml:get 'name'", "base", "and XML" },
        { "return c.source.nmae",
          "!the source has no 'nmae' (did you mean 'name'?)",
          "a mistake there is found" },
        { "return c.phase .. tostring(c.dry_run)", "mutatefalse",
          "the clone knows the phase" },
        { "return type(c.user)", "string", "and the user" },
        { "return c.batch.count .. c.batch.index .. c.batch.names[1]", "11web1",
          "and its batch" },
        { "return tostring(c.explicit.uuid) .. tostring(c.explicit.disk)",
          "falsefalse", "and what the user said" },
        { "return tostring(c.conn.xyz)", "!a connection has no field 'xyz'",
          "the connection has fields" },
        { "return tostring(c.status) .. tostring(c.error)", "nilnil",
          "status and error come at the end" },
        { "c.name = 'x'",
          "!c.name can only be set in phase 'plan' (this is 'mutate')",
          "the name is fixed after plan" },
        { "c.xml = 'x'", "!'xml' of a clone cannot be set",
          "other fields cannot be set" },
        { "c.nmae = 'x'", "!a clone has no field 'nmae' (did you mean 'name'?)",
          "unknown ones are errors" },
        { "return c.stpe",
          "!a clone has no field 'stpe' (did you mean 'step'?)",
          "methods are near, too" },
        { "c.data.x = { 1 } return c.data.x[1]", "1", "data is free" },
    };

    world_values(world, cases, COUNT(cases));
    is_str(world_try(world, CLONE_PLAN, "c.name = 'web2'"), "",
           "the name can be set in plan");
    is_str(world->clone.name, "web2", "it is set");
    is_str(world_try(world, CLONE_PLAN, "c.name = 'a/b'"),
           "hook 't' failed in phase 'plan': t.lua:1: invalid domain name "
           "'a/b': it has a '/'",
           "a bad name is an error");
}

static void test_disks(struct world *world)
{
    static const struct value_case cases[] = {
        { "return #c.disks", "2", "disks are a list" },
        { "return c.disks.vda == c.disks[1]", "true", "and a map" },
        { "return c.disks.vdz", "nil", "a missing disk is nil" },
        { "c.disks.vdz = 1",
          "!the list of disks is read-only: 'vdz' cannot be set",
          "the list is read-only" },
        { "local d = c.disks.vda return d.target .. d.bus .. d.device .. "
          "d.index",
          "vdavirtiodisk1", "a disk has the words of its XML" },
        { "local d = c.disks.vda return d.source.type .. "
          "tostring(d.source.pool) .. d.source_format",
          "filenilraw", "and a source" },
        { "local d = c.disks.vda return d.capacity .. ' ' .. #d.backing .. "
          "tostring(d.cloneable) .. tostring(d.reason)",
          "1048576 0truenil", "and a size" },
        { "local d = c.disks.sda return tostring(d.readonly) .. "
          "tostring(d.cloneable) .. d.reason",
          "truefalsethere is no medium", "or a reason" },
        { "local d = c.disks.vda return d.action .. d.method .. d.format .. "
          "tostring(d.size)",
          "copyautorawnil", "and choices" },
        { "return c.disks.vda.xml:get 'target/@dev'", "vda", "and XML" },
        { "return tostring(c.disks.vda)", "disk vda", "and can be shown" },
        { "local d = c.disks.vda d.format = 'qcow2' return d.format", "qcow2",
          "a choice can be set" },
        { "local d = c.disks.vda d.size = '2M' return d.size", "2097152",
          "a size may have a unit" },
        { "local d = c.disks.vda d.size = 4 * 2.0^20 return d.size", "4194304",
          "or be a number" },
        { "local d = c.disks.vda d.size = '2M' d.size = nil return d.size",
          "nil", "a choice can be taken back" },
        { "c.disks.vda.size = '512K'",
          "!disk vda: a clone cannot shrink from 1 MiB to 512 KiB",
          "a clone does not shrink" },
        { "local d = c.disks.vda d.path = '/x' d.name = 'y'",
          "!disk vda: set either disk.path or disk.name, not both",
          "name and path exclude each other" },
        { "c.disks.vda.path = 'x'", "!disk vda: path 'x' is not absolute",
          "a path is absolute" },
        { "c.disks.vda.format = 'qcw2'",
          "!disk vda: format: 'qcw2' is not one of: qcow2 raw",
          "a word is one of its words" },
        { "c.disks.vda.pol = 'x'",
          "!a disk has no field 'pol' (did you mean 'pool'?)",
          "a mistake is found" },
        { "return c.disks.vda.pol",
          "!a disk has no field 'pol' (did you mean 'pool'?)",
          "also when it is read" },
        { "c.disks.vda.target = 'x'", "!'target' of a disk cannot be set",
          "facts cannot be set" },
        { "c.disks.vda.serial = true",
          "!a boolean is not a value here; write 'yes'/'no' or 'on'/'off'",
          "booleans are no values" },
        { "local t = {} for d in c:copies() do t[#t+1] = d.target end "
          "return table.concat(t)",
          "vda", "copies gives the disks that are copied" },
        { "local d = c.disks.vda d.xml:remove() return #c.disks", "2",
          "a removed disk stays in the list" },
    };

    world_values(world, cases, COUNT(cases));
    is_str(world_try(world, CLONE_MUTATE, "c.disks.vda.xml:remove()"), "",
           "a disk's XML can be removed");
    is_str(world->clone.disks[0].choice.action, "drop", "that drops it");
    is_str(world_try(world, CLONE_CHECK, "c.disks.vda.size = '2M'"),
           "hook 't' failed in phase 'check': t.lua:1: disk choices are fixed "
           "in phase 'check'",
           "choices are fixed in the end");
}

int main(void)
{
    AUTO(world_done) struct world world = { 0 };

    world_open(&world);
    test_declaring(&world);
    test_order(&world);
    test_refusing(&world);
    test_failing(&world);
    test_finish(&world);
    test_context(&world);
    test_disks(&world);
    return done_testing();
}
