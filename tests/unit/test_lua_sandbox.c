/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scripts cannot do: reach out, evade, run on, eat all memory. */
#include "lua_world.h"

#include <poll.h>
#include <pthread.h>
#include <time.h>

static const struct vm_limits small = {
    .memory = 4 * 1024 * 1024,
    .load_ms = 200,
    .pure_ms = 200,
    .effect_ms = 400,
};

static void test_names(struct world *world)
{
    static const char *const missing[] = {
        "io",      "debug",          "package", "load", "loadfile",
        "dofile",  "collectgarbage", "_G",      "warn",    "nmae", "arg",
        "loadstring",
    };

    for (size_t i = 0; i < COUNT(missing); i++) {
        AUTO(free) char *body = mem_fmt("return %s", missing[i]);
        AUTO(free) char *want =
            mem_fmt("!undefined variable '%s'", missing[i]);

        is_str(world_value(world, body), want, "an unknown name is an error");
    }
}

static void test_locks(struct world *world)
{
    static const struct value_case cases[] = {
        { "string.x = 1", "!string is read-only: 'x' cannot be set",
          "libraries are read-only" },
        { "string.upper = nil", "!string is read-only: 'upper' cannot be set",
          "also what they have" },
        { "virt.run = nil", "!virt is read-only: 'run' cannot be set",
          "virt is read-only" },
        { "virt.mac.hash = nil",
          "!virt.mac is read-only: 'hash' cannot be set",
          "so are its parts" },
        { "rawset(string, 'upper', 1)", "!this table is read-only",
          "rawset finds no way round" },
        { "table.insert(string, 1)", "!string is read-only: '1' cannot be set",
          "nor does table.insert" },
        { "return getmetatable('')", "false", "strings' metatable is locked" },
        { "return getmetatable(string)", "false", "libraries' is as well" },
        { "setmetatable(string, {})", "!cannot change a protected metatable",
          "a lock cannot be replaced" },
        { "('').x = 1",
          "!attempt to index a string value (constant '')", "strings take no fields" },
        { "return string.dump", "nil", "functions cannot be dumped" },
        { "return (''):rep(1).dump", "nil", "not through a string either" },
        { "setmetatable({}, { __gc = function() end })",
          "!a table here cannot have a finalizer (__gc)",
          "finalizers are refused" },
        { "local n = 0 for k in pairs(math) do n = n + 1 end return n > 20",
          "true", "pairs goes through a library" },
        { "local _, t = pairs(math) t.pi = 3 return math.pi",
          "!math is read-only: 'pi' cannot be set",
          "pairs does not give it away" },
        { "return os.execute", "nil", "os has no execute" },
        { "return os.exit", "nil", "os has no exit" },
        { "return type(os.time()) .. os.date('!%Y', 0)", "number1970",
          "os has time and date" },
        { "return virt.hok", "!virt has no 'hok' (did you mean 'hook'?)",
          "a mistake in virt is found" },
        { "return virt.mac.hsah",
          "!virt.mac has no 'hsah' (did you mean 'hash'?)",
          "so is one in its parts" },
        { "local t = setmetatable({}, { __index = { a = 1 } }) return t.a", "1",
          "metatables work" },
        { "return select('#', pcall(error, 'x'))", "2", "pcall works" },
        { "return (select(2, xpcall(error, function(e) return e .. '!' end, "
          "'x')))",
          "x!", "xpcall works" },
        { "return table.concat({ pcall(function(...) return ... end, 1, 2) "
          "and 'y', select(2, pcall(function(...) return ... end, 1, 2)) }, "
          "' ')",
          "y 1 2", "pcall gives all results" },
        { "local co = coroutine.wrap(function(a) local b = "
          "coroutine.yield(a + 1) return b * 2 end) return co(1) .. co(5)",
          "210", "coroutines work" },
        { "local co = coroutine.wrap(function() pcall(coroutine.yield, 1) "
          "return 2 end) return co() .. co()",
          "12", "a pcall may yield" },
        { "local co = coroutine.create(function() error('x', 0) end) return "
          "(select(2, coroutine.resume(co)))",
          "x", "resume catches errors" },
        { "local co = coroutine.wrap(function() end) co() co()",
          "!cannot resume dead coroutine", "a dead coroutine is one" },
    };

    world_values(world, cases, COUNT(cases));
}

static void test_environment(struct world *world)
{
    world_end(world);
    world_write(world, "a.lua", "shared = 1");
    world_write(world, "b.lua",
                "virt.hook { name = 'b', plan = function() print(shared) end }");
    world_write(world, "t.lua", "");
    is_int(world_begin(world), 0, "files with globals are loaded");
    world_phase(world, CLONE_PLAN);
    is_str(world->err.text,
           "hook 'b' failed in phase 'plan': b.lua:1: undefined variable "
           "'shared'",
           "a global stays in its file");
    world_end(world);
    world_write(world, "a.lua", "");
    world_write(world, "b.lua", "");
}

static void test_bytecode(struct world *world)
{
    world_end(world);
    world_write(world, "t.lua", "\033Lua");
    world_begin(world);
    ok(strstr(world->err.text, "attempt to load a binary chunk") != NULL,
       "bytecode is refused");
}

/* ---- limits ------------------------------------------------------------- */

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const char *const endless[] = {
    "while true do end",
    "while true do pcall(function() while true do end end) end",
    "while true do xpcall(function() while true do end end, function() while "
    "true do end end) end",
    "local co = coroutine.wrap(function() while true do end end) co()",
    "while true do coroutine.resume(coroutine.create(function() while true do "
    "end end)) end",
    "local co = coroutine.wrap(function() local x <close> = setmetatable({}, "
    "{ __close = function() while true do end end }) while true do end end) "
    "co()",
    "local co = coroutine.create(function() local x <close> = setmetatable({}, "
    "{ __close = function() while true do end end }) while true do end end) "
    "pcall(coroutine.resume, co) coroutine.close(co)",
    "local x <close> = setmetatable({}, { __close = function() while true do "
    "end end }) while true do end",
    "('x'):gsub('.', function() while true do end end)",
    "table.sort({ 1, 2, 3 }, function() while true do end end)",
    "local t = setmetatable({}, { __index = function(t, k) return t[k + 1] "
    "end }) while true do pcall(function() return t[1] end) end",
    "for _ in function() return 1 end do end",
    "while true do tostring(setmetatable({}, { __tostring = function() while "
    "true do end end })) end",
};

static void test_time(struct world *world)
{
    for (size_t i = 0; i < COUNT(endless); i++) {
        double begin = seconds();
        const char *got = world_try(world, CLONE_MUTATE, endless[i]);

        if (!ok(strstr(got, "time limit reached") != NULL,
                "an endless loop is ended"))
            tap_note(endless[i], got);
        ok(seconds() - begin < 5, "soon after its time");
        is_int(world->err.code, ERR_FAILED, "that is a failure");
    }
    world_end(world);
    world_write(world, "t.lua", "while true do end");
    is_int(world_begin(world), -1, "an endless file is not loaded");
    ok(strstr(world->err.text, "t.lua:1: time limit reached") != NULL,
       "its error says so");
}

static void *set_soon(void *flag)
{
    poll(NULL, 0, 60);
    atomic_store((atomic_bool *)flag, true);
    return NULL;
}

static void interrupt(struct world *world, const char *body)
{
    pthread_t thread;
    double begin = seconds();
    const char *got;

    pthread_create(&thread, NULL, set_soon, &world->stop);
    got = world_try(world, CLONE_RESERVE, body);
    pthread_join(thread, NULL);
    if (!ok(strstr(got, "interrupted") != NULL, "Ctrl-C ends a hook"))
        tap_note(body, got);
    ok(seconds() - begin < 5, "at once");
    is_int(world->err.code, ERR_INTERRUPTED, "that is an interruption");
    atomic_store(&world->stop, false);
}

static void test_interruption(struct world *world)
{
    for (size_t i = 0; i < COUNT(endless); i++)
        interrupt(world, endless[i]);
    interrupt(world, "virt.run { 'sleep', '30' }");
    interrupt(world, "pcall(virt.run, { 'sleep', '30' }) print 'no'");
    interrupt(world, "virt.query { 'sh', '-c', 'sleep 30 & wait' }");
}

static void test_memory(struct world *world)
{
    static const char *const hungry[] = {
        "local t = {} while true do t[#t + 1] = {} end",
        "local s = 'x' while true do s = s .. s end",
        "return ('x'):rep(1 << 30)",
        "local t = {} while true do t[#t + 1] = c.xml:find 'os' end",
        ("return table.concat(setmetatable({}, { __index = function() return "
         "('x'):rep(1000) end, __len = function() return 1 << 20 end }))"),
    };

    for (size_t i = 0; i < COUNT(hungry); i++) {
        const char *got = world_try(world, CLONE_MUTATE, hungry[i]);

        if (!ok(strstr(got, "not enough memory") != NULL ||
                    strstr(got, "time limit") != NULL,
                "memory has a limit"))
            tap_note(hungry[i], got);
        world_try(world, CLONE_MUTATE, "");
        is_str(world->err.text, "", "the next hook is not concerned");
    }
    is_str(world_try(world, CLONE_MUTATE,
                     "local ok = pcall(string.rep, 'x', 1 << 30) assert(not "
                     "ok) c.xml:set('title', 'on')"),
           "", "a script may go on without the memory");
}

/* What is raised to refuse cannot be caught. */
static void test_denial(struct world *world)
{
    static const char *const tries[] = {
        "pcall(function() c:deny 'no' end)",
        "pcall(c.deny, c, 'no')",
        "xpcall(function() c:deny 'no' end, print)",
        "coroutine.wrap(function() c:deny 'no' end)()",
        "coroutine.resume(coroutine.create(function() c:deny 'no' end))",
    };

    for (size_t i = 0; i < COUNT(tries); i++)
        is_str(world_try(world, CLONE_MUTATE, tries[i]),
               "the clone 'web1' is refused:\n  t: no",
               "a denial passes through");
}

static void test_stack(struct world *world)
{
    const char *got = world_try(world, CLONE_MUTATE,
                                "local function f() return f() + 1 end f()");

    ok(strstr(got, "stack overflow") || strstr(got, "not enough memory"),
       "the stack has a limit");
    is_str(world_try(world, CLONE_MUTATE, ""), "", "the next hook runs");
}

int main(void)
{
    AUTO(world_done) struct world world = { 0 };
    static const struct vm_limits slow = { 4 << 20, 9000, 9000, 9000, 0 };

    world_open(&world);
    test_names(&world);
    test_locks(&world);
    test_environment(&world);
    test_bytecode(&world);
    test_denial(&world);
    test_stack(&world);
    lua_hooks_adjust(world.hooks, NULL, &small);
    test_time(&world);
    test_memory(&world);
    lua_hooks_adjust(world.hooks, NULL, &slow);
    test_interruption(&world);
    return done_testing();
}
