/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which hooks a clone has, in which order, and what their errors mean. */
#include "lua_world.h"

/* Files t.lua alone: begin() and the phase. Returns the error. */
static const char *go(struct world *world, enum clone_phase phase,
                      const char *text)
{
    world_end(world);
    world_write(world, "t.lua", text);
    if (world_begin(world) == 0)
        world_phase(world, phase);
    return world->err.text;
}

/* Hooks a, b, c, each with those fields; the order in which they run. */
static const char *order(struct world *world, const char *a, const char *b,
                         const char *c)
{
    static const char start[] = "the clone 'web1' is refused:\n  end: ";
    AUTO(free)
    char *text = mem_fmt(
        "local s = '' local function h(name, t) t.name = name t.check = "
        "function() s = s .. name end virt.hook(t) end h('a', {%s}) h('b', "
        "{%s}) h('c', {%s}) virt.hook { name = 'end', after = '*', check = "
        "function(c) c:deny(s) end }",
        a, b, c);
    const char *got = go(world, CLONE_CHECK, text);

    return str_starts(got, start) ? got + strlen(start) : got;
}

static void test_order(struct world *world)
{
    is_str(order(world, "", "", ""), "abc", "hooks run as they were loaded");
    is_str(order(world, "after = 'c'", "", ""), "bca", "after moves back");
    is_str(order(world, "", "", "before = 'a'"), "bca",
           "before moves what it names behind it");
    is_str(order(world, "after = {'b', 'c'}", "after = 'c'", ""), "cba",
           "both take lists");
    is_str(order(world, "after = '?'", "", ""), "bca", "globs are taken");
    is_str(order(world, "after = '*'", "after = '*'", ""), "cab",
           "of two that want to be last neither is moved");
    is_str(order(world, "after = '*'", "after = 'a'", ""), "cab",
           "a name wins over a glob");
    is_str(order(world, "after = 'none'", "before = 'no-*'", ""), "abc",
           "names that there are not do not matter");
    ok(strstr(order(world, "after = 'b'", "after = 'a'", ""),
              "hooks wait for each other (after, before): a, b") != NULL,
       "a cycle is an error that names its members");
    ok(strstr(order(world, "after = 'c'", "after = 'a'", "after = 'b'"),
              "each other (after, before): a, b, c") != NULL,
       "also a long one");
    ok(strstr(order(world, "after = 'core/disks'", "", ""),
              "hook 'a': nothing can be after core/disks") != NULL,
       "nothing comes after the end");
    ok(strstr(order(world, "after = 5", "", ""),
              "field 'after' is a name or a list of names, not '5'") != NULL,
       "what it cannot be is an error");
}

/* Each after all that were before it: there are 2^28 ways from the last to the
 * first. */
static void test_many(struct world *world)
{
    const char *got =
        go(world, CLONE_CHECK,
           "local all = {} for i = 1, 30 do local n = ('h%02d'):format(i) "
           "virt.hook { name = n, after = table.move(all, 1, #all, 1, {}), "
           "plan = function() end } all[i] = n end virt.hook { name = 'end', "
           "after = 'h3*', before = 'h0*', check = function(c) c:deny 'done' "
           "end }");

    is_str(got, "the clone 'web1' is refused:\n  end: done",
           "many hooks that wait for each other are sorted soon");
}

/* A hook with that match; whether it runs. */
static bool matches(struct world *world, const char *match)
{
    AUTO(free)
    char *text = mem_fmt("virt.hook { name = 't', match = %s, plan "
                         "= function(c) c:deny 'here' end }",
                         match);

    return strstr(go(world, CLONE_PLAN, text), "t: here") != NULL;
}

static void test_match(struct world *world)
{
    ok(matches(world, "{ source = 'base' }"), "a hook can be for a source");
    ok(!matches(world, "{ source = 'bas' }"), "only that");
    ok(matches(world, "{ source = { 'x', 'b*' } }"), "several, and globs");
    ok(!matches(world, "{ source = 'base', name = 'db*' }"), "all must fit");
    ok(matches(world, "{ when = function(c) return c.name == 'web1' end }"),
       "a function can decide");
    ok(!matches(world, "{ when = function() return nil end }"), "either way");
    is_str(go(world, CLONE_PLAN,
              "virt.hook { name = 't', match = { when = function() error 'x' "
              "end }, plan = print }"),
           "hook 't' failed in 'match': t.lua:1: x", "it can fail");
    ok(strstr(go(world, CLONE_PLAN,
                 "virt.hook { name = 't', match = { nmae = 'x' }, plan = "
                 "print }"),
              "match has no 'nmae'; it has source, name, uri and when") != NULL,
       "a mistake in it is found");
}

static void test_needs(struct world *world)
{
    is_str(go(world, CLONE_PLAN,
              "virt.hook { name = 't', needs = { 'sh', 'no-such-tool' }, "
              "reserve = print }"),
           "the clone 'web1' is refused:\n  t: the command 'no-such-tool' is "
           "not installed",
           "a missing command refuses before anything happens");
    is_int(world->err.code, ERR_DENIED, "that is a refusal");
    is_str(go(world, CLONE_PLAN,
              "virt.hook { name = 't', needs = 'no-such-tool', match = { name "
              "= 'x' }, plan = print }"),
           "", "what does not run needs nothing");
}

static const char *warning(const struct world *world)
{
    return world->clone.warnings.n ? world->clone.warnings.v[0] : "";
}

static void test_errors(struct world *world)
{
    is_str(go(world, CLONE_DEFINED,
              "virt.hook { name = 't', on_error = 'abort', defined = "
              "function() error 'x' end }"),
           "hook 't' failed in phase 'defined': t.lua:1: x",
           "a hook can make 'defined' part of the clone");
    is_str(go(world, CLONE_COPIED,
              "virt.hook { name = 't', on_error = 'warn', copied = function() "
              "error 'x' end }"),
           "", "or an earlier phase not");
    is_str(warning(world), "hook 't' failed in phase 'copied': t.lua:1: x",
           "that is a warning");
    is_str(go(world, CLONE_COPIED,
              "virt.hook { name = 't', on_error = 'warn', copied = function(c) "
              "c:deny 'x' end }"),
           "the clone 'web1' is refused:\n  t: x", "a refusal is meant");
    is_str(go(world, CLONE_MUTATE,
              "virt.hook { name = 't', on_error = 'warn', mutate = function() "
              "error 'x' end }"),
           "hook 't' failed in phase 'mutate': t.lua:1: x",
           "a pure phase is not weakened");
    is_str(go(world, CLONE_STARTED,
              "virt.hook { name = 't', on_error = 'abort', started = "
              "function() virt.run { 'true' } error 'x' end }"),
           "", "once it runs nothing is aborted");
    is_str(warning(world), "hook 't' failed in phase 'started': t.lua:1: x",
           "an error there is a warning");
    ok(strstr(go(world, CLONE_PLAN,
                 "virt.hook { name = 't', on_error = 'ignore', plan = print }"),
              "on_error' is a word: \"abort\" or \"warn\", not 'ignore'") !=
           NULL,
       "there are two words");
}

static void test_timeout(struct world *world)
{
    int64_t began = vm_now();

    is_str(go(world, CLONE_PLAN,
              "virt.hook { name = 't', timeout = 0.1, plan = function() "
              "pcall(function() while true do end end) end }"),
           "hook 't' failed in phase 'plan': t.lua:1: time limit reached",
           "a hook has a time of its own");
    ok(vm_now() - began < 3000, "and no more");
}

int main(void)
{
    AUTO(world_done) struct world world = { 0 };

    world_open(&world);
    test_order(&world);
    test_many(&world);
    test_match(&world);
    test_needs(&world);
    test_errors(&world);
    test_timeout(&world);
    return done_testing();
}
