/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of hooks: types, and who may set them. */
#include "lua_world.h"

static void set(struct world *world, const char *text)
{
    strv_done(&world->sets);
    if (text)
        strv_add(&world->sets, text);
}

/* hooks.conf beside the hook directory; NULL: none. */
static void conf(struct world *world, const char *text)
{
    AUTO(free) char *path = mem_fmt("%s/hooks.conf", world->dir);
    AUTO(file_close) FILE *file = text ? fopen(path, "w") : NULL;

    if (!text)
        unlink(path);
    else if (!file || fputs(text, file) < 0)
        exit(99);
}

/* A hook with that parameter "k": its value as text, or the error. */
static const char *value(struct world *world, const char *spec)
{
    static const char start[] = "the clone 'web1' is refused:\n  t: ";
    AUTO(free)
    char *text = mem_fmt(
        "virt.hook { name = 't', params = { k = %s }, plan = function(c, p) "
        "local v = p.k if type(v) == 'table' then v = #v .. v[1] end "
        "c:deny(tostring(v)) end }",
        spec);

    world_end(world);
    world_write(world, "t.lua", text);
    if (world_begin(world) == 0)
        world_phase(world, CLONE_PLAN);
    return str_starts(world->err.text, start) ? world->err.text + strlen(start)
                                              : world->err.text;
}

static void test_types(struct world *world)
{
    static const struct {
        const char *spec, *given, *want, *name;
    } cases[] = {
        { "{ 'string', default = 'x' }", NULL, "x", "there is a default" },
        { "{ 'string' }", NULL, "nil", "or nothing" },
        { "{ 'string' }", "k=a=b", "a=b", "a text is taken as it is" },
        { "{ 'integer' }", "t.k=5", "5", "a hook can be named" },
        { "{ 'integer' }", "k=x", "--set: t.k: 'x' is not an integer",
          "an integer is digits" },
        { "{ 'integer', min = 1 }", "k=0", "--set: t.k: 0 is outside 1..",
          "it can have bounds" },
        { "{ 'size' }", "k=2K", "2048", "a size has a unit" },
        { "{ 'duration' }", "k=2h", "7200", "a time, too" },
        { "{ 'duration' }", "k=999999999999999d",
          "--set: t.k: '999999999999999d' is not a duration",
          "one that no number holds is none" },
        { "{ 'bool' }", "k=off", "false", "a truth has many words" },
        { "{ 'list' }", "k=a, b", "2a", "a list has commas" },
        { "{ 'enum', values = { 'one', 'two' } }", "k=tow",
          "--set: t.k: 'tow' is not one of one, two (did you mean 'two'?)",
          "an enum has its words" },
        { "{ 'string', pattern = '^%d+$' }", "k=a",
          "--set: t.k: 'a' does not match ^%d+$", "a pattern is checked" },
        { "{ 'string', secret = true, pattern = '^%d+$' }", "k=word",
          "--set: t.k: the value does not match ^%d+$",
          "a secret is not shown" },
        { "{ 'string', required = true, desc = 'as OPS-1' }", NULL,
          "hook 't' needs --set t.k=... (as OPS-1)",
          "what is required must be given" },
        { "{ 'string' }", "kk=1",
          "--set kk: no active hook has this parameter (did you mean 'k'?)",
          "an unknown one is an error" },
        { "{ 'string' }", "k", "--set: 'k' is not KEY=VALUE",
          "so is no value" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        set(world, cases[i].given);
        is_str(value(world, cases[i].spec), cases[i].want, cases[i].name);
    }
    is_int(world->err.code, ERR_USAGE, "what the user said wrong is usage");
    set(world, NULL);
    ok(strstr(value(world, "{ 'integr' }"),
              "parameter 'k' of hook 't' begins with its type") != NULL,
       "a type is one of the types");
    ok(strstr(value(world, "{ 'integer', default = 'x' }"),
              "parameter 'k' of hook 't': default: 'x' is not an integer") !=
           NULL,
       "a default is checked");
    ok(strstr(value(world, "{ 'integer', mim = 1 }"),
              "has no 'mim' (did you mean 'min'?)") != NULL,
       "a mistake in the declaration is found");
}

static void test_strict(struct world *world)
{
    world_end(world);
    world_write(world, "t.lua",
                "virt.hook { name = 't', params = { n = { 'string' } }, plan = "
                "function(c, p) return p.m .. '' end }");
    world_begin(world);
    world_phase(world, CLONE_PLAN);
    is_str(world->err.text,
           "hook 't' failed in phase 'plan': t.lua:1: hook 't' declares no "
           "parameter 'm' (did you mean 'n'?)",
           "a hook reads what it declared");
}

static void test_precedence(struct world *world)
{
    static const char spec[] = "{ 'string', default = 'd' }";

    conf(world, "# comment\n[t]\nk = conf\n");
    is_str(value(world, spec), "conf", "a file wins over the default");
    set(world, "k=set");
    is_str(value(world, spec), "set", "--set wins over a file");
    conf(world, "[t]\nk = conf\nlocked = k\n");
    ok(strstr(value(world, spec), "--set t.k: it is locked in ") != NULL,
       "what the system locks nobody sets");
    set(world, NULL);
    is_str(value(world, spec), "conf", "its value counts");
    conf(world, "[t]\nx = 1\n");
    ok(strstr(value(world, spec),
              "hooks.conf: hook 't' has no parameter 'x'") != NULL,
       "an unknown key of a known hook is an error");
    conf(world, "[other]\nx = 1\n");
    is_str(value(world, spec), "d", "hooks that are not here do not matter");
    conf(world, "k = 1\n");
    ok(strstr(value(world, spec),
              "hooks.conf:1: this is neither [hook] nor key = value") != NULL,
       "a line has its place");
    conf(world, NULL);
}

static void test_names(struct world *world)
{
    strv_add(&world->skip, "t");
    is_str(value(world, "{ 'string' }"), "", "a hook can be left out");
    strv_add(&world->skip, "tt");
    is_str(value(world, "{ 'string' }"),
           "--no-hook: there is no hook 'tt' (did you mean 't'?)",
           "it must be there");
    strv_done(&world->skip);
    strv_add(&world->skip, "core/*");
    world->spec.hooks_only = &world->only;
    strv_add(&world->only, "x*");
    is_str(value(world, "{ 'string' }"), "--only-hook: there is no hook 'x*'",
           "so must be what is wanted alone");
    strv_done(&world->only);
    strv_add(&world->only, "t");
    is_str(value(world, "{ 'string' }"), "nil", "what is wanted runs");
    world->spec.hooks_only = NULL;
    strv_done(&world->only);
}

/* ---- what the system says ----------------------------------------------- */

static void main_conf(struct world *world, const char *text)
{
    AUTO(free) char *path = mem_fmt("%s/virt-twin.conf", world->dir);
    AUTO(file_close) FILE *file = fopen(path, "w");

    if (!file || fputs(text, file) < 0)
        exit(99);
}

static void test_mandatory(struct world *world)
{
    main_conf(world, "mandatory = t\n");
    strv_add(&world->skip, "t");
    is_str(value(world, "{ 'string' }"),
           "--no-hook: hook 't' is mandatory on this machine",
           "a mandatory hook cannot be left out");
    strv_done(&world->skip);
    strv_add(&world->skip, "*");
    is_str(value(world, "{ 'string' }"), "nil", "a glob does not reach it");
    world->spec.no_hooks = true;
    world_write(world, "u.lua", "error 'not loaded'");
    is_str(value(world, "{ 'string' }"), "nil", "it runs with --no-hooks, too");
    world->spec.no_hooks = false;
    world_write(world, "u.lua", "");
    main_conf(world, "mandatory = t, v\n");
    is_str(value(world, "{ 'string' }"),
           "the mandatory hook file 'v' is missing",
           "a missing one refuses everything");
}

static void test_modules(struct world *world)
{
    AUTO(free) char *dir = mem_fmt("%s/lua", world->dir);

    if (mkdir(dir, 0755))
        exit(99);
    world_write(world, "../lua/acme.lua", "n = 4 return { n = n }");
    is_str(world_value(world, "return require('acme').n + 1"), "5",
           "a module is found beside the hooks");
    is_str(world_value(world, "return require 'none'"),
           "!there is no module 'none' in lua/ beside the hook directory",
           "another is not");
    is_str(world_value(world, "return require '../t'"),
           "!require wants the name of a module, not '../t'",
           "a module is a name");
    world_write(world, "../lua/acme.lua", "return { n = 41 }");
    is_str(world_value(world, "return require('acme').n + 1"), "42",
           "a changed module is loaded again");
    world_write(world, "../lua/acme.lua", "return require 'acme'");
    is_str(world_value(world, "return require 'acme'"),
           "!module 'acme' requires itself, over others perhaps",
           "a circle is an error");
}

int main(void)
{
    AUTO(world_done) struct world world = { 0 };

    world_open(&world);
    test_types(&world);
    test_strict(&world);
    test_precedence(&world);
    test_names(&world);
    test_modules(&world);
    test_mandatory(&world);
    return done_testing();
}
