/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs, files, steps and helpers of scripts. */
#include "lua_world.h"

#include <poll.h>
#include <pthread.h>

/* A value in a phase with effects. */
static const char *effect(struct world *world, const char *body)
{
    AUTO(free) char *text = mem_fmt("local dir = '%s' local function f() %s "
                                    "end c:deny('%%s', tostring(f()))",
                                    world->dir, body);
    static const char value[] = "the clone 'web1' is refused:\n  t: ",
                      error[] = "hook 't' failed in phase 'reserve': t.lua:1: ";
    const char *got = world_try(world, CLONE_RESERVE, text);

    if (str_starts(got, value))
        return got + strlen(value);
    if (!str_starts(got, error))
        return got;
    world->err.text[strlen(error) - 1] = '!';
    return got + strlen(error) - 1;
}

static void effects(struct world *world, const struct value_case *cases,
                    size_t n)
{
    for (size_t i = 0; i < n; i++)
        is_str(effect(world, cases[i].body), cases[i].want, cases[i].name);
}

static void test_programs(struct world *world)
{
    static const struct value_case cases[] = {
        { "return virt.run({ 'echo', 'a b', 5, 2.0 }).out", "a b 5 2\n",
          "a program is run without a shell" },
        { "local r = virt.run({ 'sh', '-c', 'echo e >&2; exit 3' }, { check = "
          "false }) return tostring(r.ok) .. r.code .. r.err",
          "false3e\n", "its failure can be looked at" },
        { "virt.run { 'sh', '-c', 'echo virt-sysprep: no system >&2; exit 3' }",
          "!'sh' failed with status 3: virt-sysprep: no system",
          "else it is an error" },
        { "virt.run { 'no-such-program' }",
          "!cannot run 'no-such-program': No such file or directory",
          "so is a missing program" },
        { "return virt.run({ 'cat' }, { stdin = 'in' }).out", "in",
          "a program gets input" },
        { "return virt.run({ 'sh', '-c', 'echo $A; pwd' }, { env = { A = 'x' }, "
          "cwd = '/' }).out",
          "x\n/\n", "environment and directory can be given" },
        { "virt.run({ 'sleep', '30' }, { timeout = 1 })",
          "!'sleep' did not end within 1 s", "a program can have a time" },
        { "virt.run { 'yes' }", "!'yes' wrote more than 1 MiB",
          "output has a limit" },
        { "virt.run({ 'true' }, { tmeout = 1 })",
          "!virt.run has no option 'tmeout' (did you mean 'timeout'?)",
          "an unknown option is an error" },
        { "virt.run({ 'true' }, { cwd = 1 })",
          "!option 'cwd' of virt.run is a string, not a number",
          "so is one of the wrong type" },
        { "virt.run 'true'",
          "!virt.run wants a list of words: { \"program\", \"argument\" }",
          "a command is a list" },
        { "virt.run {}",
          "!virt.run wants a list of words: { \"program\", \"argument\" }",
          "with something in it" },
        { "virt.run { 'echo', true }",
          "!virt.run: word 2 is a boolean, not a string or an integer",
          "of words" },
        { "virt.run { 'echo', 'a\\0b' }", "!a word of a command holds a NUL byte",
          "that are texts" },
        { "local r = virt.query { 'no-such-program' } return tostring(r.ok) .. "
          "r.code .. ' ' .. r.err",
          "false127 cannot run 'no-such-program': No such file or directory",
          "a query does not raise" },
        { "return virt.query({ 'false' }).code", "1", "it has a status" },
        { "virt.query({ 'false' }, { check = true })",
          "!'false' failed with status 1", "it raises when it is told to" },
    };
    static const struct value_case pure[] = {
        { "return virt.query({ 'echo', 'x' }).out", "x\n",
          "a query runs in a pure phase" },
        { "virt.run { 'true' }",
          "!virt.run has side effects; it is not allowed in phase 'mutate' "
          "(allowed: reserve, copied, defined, started, finish)",
          "a run does not" },
        { "virt.file.write('/no/such/x', '')",
          "!virt.file.write has side effects; it is not allowed in phase "
          "'mutate' (allowed: reserve, copied, defined, started, finish)",
          "nor does a write" },
        { "virt.file.update('/no/such/x', print)",
          "!virt.file.update has side effects; it is not allowed in phase "
          "'mutate' (allowed: reserve, copied, defined, started, finish)",
          "nor does an update" },
        { "virt.file.remove '/no/such/x'",
          "!virt.file.remove has side effects; it is not allowed in phase "
          "'mutate' (allowed: reserve, copied, defined, started, finish)",
          "nor does a removal" },
        { "virt.seed_iso('/no/such/x', {})",
          "!virt.seed_iso has side effects; it is not allowed in phase "
          "'mutate' (allowed: reserve, copied, defined, started, finish)",
          "nor does a seed" },
        { "c:step('x', print, print)",
          "!c:step has side effects; it is not allowed in phase 'mutate' "
          "(allowed: reserve, copied, defined, started, finish)",
          "nor does a step" },
    };

    effects(world, cases, COUNT(cases));
    world_values(world, pure, COUNT(pure));
    world->spec.dry_run = true;
    is_str(world_try(world, CLONE_RESERVE, "error 'ran'"), "",
           "in a dry run no effect is tried");
    world->spec.dry_run = false;
}

static void test_files(struct world *world)
{
    static const struct value_case cases[] = {
        { "virt.file.write(dir .. '/f', 'a\\0b\\n') return "
          "#virt.file.read(dir .. '/f')",
          "4", "a file is written and read" },
        { "virt.file.write(dir .. '/f', 'x', tonumber('600', 8)) return "
          "virt.query({ 'stat', '-c%a', dir .. '/f' }).out",
          "600\n", "a mode can be given" },
        { "virt.file.write(dir .. '/f', 'y') return "
          "virt.query({ 'stat', '-c%a', dir .. '/f' }).out .. "
          "virt.file.read(dir .. '/f')",
          "600\ny", "else it stays" },
        { "return virt.query({ 'sh', '-c', 'ls ' .. dir }).out",
          "a.raw\nf\nhooks.d\n", "nothing else is left there" },
        { "virt.run { 'ln', '-s', 'f', dir .. '/l' } virt.file.write(dir .. "
          "'/l', 'z') return virt.file.read(dir .. '/f') .. "
          "virt.query({ 'readlink', dir .. '/l' }).out",
          "zf\n", "a link is followed, not replaced" },
        { "return tostring(virt.file.exists(dir .. '/f')) .. "
          "tostring(virt.file.exists(dir .. '/g'))",
          "truefalse", "exists tells" },
        { "local t, why = virt.file.read(dir .. '/g') return tostring(t) .. "
          "why:sub(#dir + 1)",
          "nil/g: No such file or directory", "a missing file has a reason" },
        { "virt.run { 'mkfifo', dir .. '/p' } return virt.file.read(dir .. "
          "'/p')",
          "", "a pipe that nobody writes is empty" },
        { "return virt.file.read(dir)",
          "nil", "a directory is not read" },
        { "virt.file.write(dir .. '/f', 'a\\n\\nb') local t = {} for l in "
          "virt.file.lines(dir .. '/f') do t[#t+1] = l end return "
          "table.concat(t, '|')",
          "a||b", "lines gives lines" },
        { "for l in virt.file.lines(dir .. '/g') do return l end return 'none'",
          "none", "a missing file has none" },
        { "virt.file.update(dir .. '/g', function(old) return old .. 'x' end) "
          "virt.file.update(dir .. '/g', function(old) return old .. 'y' end) "
          "return virt.file.read(dir .. '/g')",
          "xy", "an update makes and changes a file" },
        { "return virt.file.update(dir .. '/g', function() end)", "false",
          "nil leaves it" },
        { "pcall(virt.file.update, dir .. '/g', error) return "
          "virt.file.update(dir .. '/g', function() return 'z' end)",
          "true", "a failed update leaves no lock" },
        { "virt.file.update(dir .. '/g', function() return 5 end)",
          "!the new text of %s/g is a number", "a new text is a text" },
        { "return tostring(virt.file.remove(dir .. '/g')) .. "
          "tostring(virt.file.remove(dir .. '/g'))",
          "truefalse", "remove tells whether it was there" },
        { "virt.seed_iso(dir .. '/s', 'text')",
          "!virt.seed_iso wants a table of files: name = text",
          "a seed wants files" },
        { "virt.seed_iso(dir .. '/s', { 'text' })",
          "!the files of a seed are { [name] = text }", "... with names" },
        { "virt.seed_iso(dir .. '/s', { ['a/../../x'] = '' })",
          "!%s/s: 'a/../../x' is no name for a file in a seed",
          "... that do not lead out of it" },
        { "virt.seed_iso(dir .. '/s', { ['user-data'] = '' })",
          "!%s/s: cloud-init takes no seed without a file 'meta-data', that "
          "has an instance-id",
          "... and meta-data among them" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(free) char *want = mem_fmt(cases[i].want, world->dir);

        is_str(effect(world, cases[i].body), want, cases[i].name);
    }
}

/* ---- steps -------------------------------------------------------------- */

static const char *log_of(struct world *world)
{
    static char text[512];
    AUTO(free) char *path = mem_fmt("%s/log", world->dir);
    AUTO(file_close) FILE *file = fopen(path, "r");
    size_t n = file ? fread(text, 1, sizeof(text) - 1, file) : 0;

    text[n] = '\0';
    unlink(path);
    return text;
}

static const char *steps(struct world *world, const char *body)
{
    AUTO(free) char *text = mem_fmt(
        "local function log(t) virt.file.update('%s/log', function(old) return "
        "old .. t .. ';' end) end %s",
        world->dir, body);

    return world_try(world, CLONE_RESERVE, text);
}

static void test_steps(struct world *world)
{
    AUTO(strv_done) struct strv left = { 0 };

    is_str(steps(world, "local r = c:step('one', function() log 'do1' return 7 "
                        "end, function() log 'undo1' end) log(r) "
                        "c:step('two', { 'true' }, { 'sh', '-c', 'exit 4' }) "
                        "c:step('three', function() log 'do3' end, "
                        "function(uncertain) log('undo3' .. "
                        "tostring(uncertain)) end)"),
           "", "steps are made");
    is_str(log_of(world), "do1;7;do3;", "each runs, and gives its value");
    is_int((int64_t)world->clone.undo.n, 3, "each is on the undo stack");
    is_int(undo_run(&world->clone.undo, &left), -1, "an undo may fail");
    is_str(log_of(world), "undo3false;undo1;", "the others still run, in turn");
    is_str(left.n == 1 ? left.v[0] : NULL, "t: two: 'sh' failed with status 4",
           "what failed is left, with its reason");
}

static void test_failed_steps(struct world *world)
{
    static const struct value_case cases[] = {
        { "c:step('x', { 'sh', '-c', 'echo taken >&2; exit 1' }, { 'true' })",
          "!'sh' failed with status 1: taken", "a failed step is an error" },
        { "c:step('x', function() error 'no' end, print)", "!no",
          "so is a failed function" },
        { "c:step('x', function() c:deny 'never' end, print)", "never",
          "a step may refuse" },
        { "c:step('x', function() c:step('y', print, print) end, print)",
          "!a step cannot be made inside a step", "steps do not nest" },
        { "c:step('x', 5, print)",
          "!c:step: what it does is a function or a list of words, not a "
          "number",
          "a step does something" },
        { "c:step('x', print)",
          "!c:step: its undo is a function or a list of words, not a nil",
          "a step has an undo" },
        { "c:step(print, print)", "!c:step begins with what it does, as text",
          "a step has a text" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        is_str(effect(world, cases[i].body), cases[i].want, cases[i].name);
        is_int((int64_t)world->clone.undo.n, 0, "it leaves nothing to undo");
    }
}

static void *set_soon(void *flag)
{
    poll(NULL, 0, 100);
    atomic_store((atomic_bool *)flag, true);
    return NULL;
}

/* Neither made nor not made. */
static void test_uncertain(struct world *world, const char *doing)
{
    AUTO(strv_done) struct strv left = { 0 };
    AUTO(free) char *body = mem_fmt(
        "c:step('x', %s, function(uncertain) log('undo' .. tostring(uncertain))"
        " log(virt.run({ 'echo', 'on' }).out) for i = 1, 20000 do end "
        "log 'end' end)",
        doing);
    pthread_t thread;

    pthread_create(&thread, NULL, set_soon, &world->stop);
    steps(world, body);
    pthread_join(thread, NULL);
    is_int(world->err.code, ERR_INTERRUPTED, "Ctrl-C ends a step");
    is_int(undo_run(&world->clone.undo, &left), 0, "its undo runs all the same");
    is_str(log_of(world), "undotrue;on\n;end;",
           "and knows that the step is uncertain");
    atomic_store(&world->stop, false);
}

static void test_timed_out(struct world *world)
{
    AUTO(strv_done) struct strv left = { 0 };

    is_str(steps(world, "c:step('x', function() virt.run({ 'sleep', '30' }, { "
                        "timeout = 1 }) end, function(u) log(tostring(u)) "
                        "end)"),
           "hook 't' failed in phase 'reserve': t.lua:1: 'sleep' did not end "
           "within 1 s",
           "a command of a step may take too long");
    is_int(undo_run(&world->clone.undo, &left), 0, "its undo runs");
    is_str(log_of(world), "true;", "that is uncertain as well");
}

/* ---- helpers ------------------------------------------------------------ */

static void test_helpers(struct world *world)
{
    static const struct value_case cases[] = {
        { "return virt.bytes '10G'", "10737418240", "bytes reads a size" },
        { "return virt.bytes(5.0)", "5", "bytes takes a number" },
        { "virt.bytes '10X'",
          "!'10X' is not a size; write 10G, 512MiB or bytes",
          "bytes refuses others" },
        { "virt.bytes(-1)", "!'-1' is not a size; write 10G, 512MiB or bytes",
          "bytes refuses what is below zero" },
        { "return virt.human(1610612736)", "1.5 GiB", "human shows a size" },
        { "virt.human 'x'", "!'x' is not a number of bytes",
          "human wants a number" },
        { "return virt.tmpl('{name}-{target}.{n}', { name = 'a', target = 'vda', "
          "n = 1 })",
          "a-vda.1", "a template is filled" },
        { "virt.tmpl('{nmae}', { name = 'a' })",
          "!template '{nmae}': there is no value for {nmae} (did you mean "
          "'name'?)",
          "a missing value is an error" },
        { "return virt.uuid():find('^%x+%-%x+%-4%x%x%x%-[89ab]%x%x%x%-%x+$') "
          "and #virt.uuid()",
          "36", "a UUID is a random one" },
        { "return virt.uuid() == virt.uuid()", "false", "each is another" },
        { "return virt.mac.hash('52:54:00', 'web1', 1)", "52:54:00:67:90:4c",
          "a hash is always the same" },
        { "return virt.mac.hash('52:54:00', 'a', 'b') == "
          "virt.mac.hash('52:54:00', 'ab')",
          "false", "seeds are apart" },
        { "virt.mac.hash('52:54', 'a')",
          "!'52:54' is not an OUI; write it as 52:54:00",
          "an OUI has three bytes" },
        { "virt.mac.hash('53:54:00', 'a')",
          "!OUI 53:54:00 is for groups of receivers, not for a card",
          "an OUI is no multicast one" },
        { "virt.mac.hash('52:54:00', {})",
          "!virt.mac.hash: a seed is a string or an integer, not a table",
          "a seed is a value" },
        { "return virt.mac.random():find '^52:54:00:%x%x:%x%x:%x%x$'", "1",
          "a random address has QEMU's OUI" },
        { "return virt.mac.parse '52-54-0-A-b-C'", "52:54:00:0a:0b:0c",
          "an address is normalised" },
        { "return table.concat({ tostring(virt.mac.parse 'x'), "
          "(select(2, virt.mac.parse 'x')) }, ' ')",
          "nil 'x' is not a MAC address", "or refused" },
        { "return virt.version[1] + virt.version[2] >= 0 and virt.api > 1", "true",
          "virt has versions" },
    };

    world_values(world, cases, COUNT(cases));
}

int main(void)
{
    AUTO(world_done) struct world world = { 0 };

    world_open(&world);
    test_programs(&world);
    test_files(&world);
    test_steps(&world);
    test_failed_steps(&world);
    test_uncertain(&world, "function() while true do end end");
    test_uncertain(&world, "function() virt.run { 'sleep', '30' } end");
    test_uncertain(&world, "{ 'sleep', '30' }");
    test_timed_out(&world);
    test_helpers(&world);
    return done_testing();
}
