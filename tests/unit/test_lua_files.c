/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which hook files are loaded, which are refused, and when they are reread. */
#include "lua_world.h"

#include "lua/discover.h"

/* Three directories, weakest first: base/a, base/b, base/c. */
struct place {
    char base[48];
    struct strv dirs, given, notes;
    struct hook_files files;
    struct err err;
};

static void place_open(struct place *place)
{
    strcpy(place->base, "/tmp/virt-twin-test.XXXXXX");
    if (!mkdtemp(place->base))
        exit(99);
    for (const char *name = "abc"; *name; name++) {
        strv_fmt(&place->dirs, "%s/%c", place->base, *name);
        if (mkdir(place->dirs.v[place->dirs.n - 1], 0755))
            exit(99);
    }
}

static void place_done(struct place *place)
{
    AUTO(free) char *remove = mem_fmt("rm -rf '%s'", place->base);

    hook_files_done(&place->files);
    strv_done(&place->dirs);
    strv_done(&place->given);
    strv_done(&place->notes);
    if (system(remove))
        exit(99);
}
CLEANUP_DONE(struct place, place_done);

static char *path_in(const struct place *place, const char *name)
{
    return mem_fmt("%s/%s", place->base, name);
}

static void put(const struct place *place, const char *name, const char *text)
{
    AUTO(free) char *path = path_in(place, name);
    AUTO(file_close) FILE *file = fopen(path, "w");

    if (!file || fputs(text, file) < 0)
        exit(99);
}

/* The shown names in order, or the error. */
static char *look(struct place *place)
{
    struct discover how = { .dirs = &place->dirs,
                            .given = &place->given,
                            .notes = &place->notes };
    AUTO(strv_done) struct strv names = { 0 };

    hook_files_done(&place->files);
    strv_done(&place->notes);
    if (discover(&how, &place->files, &place->err))
        return mem_dup(place->err.text);
    for (size_t i = 0; i < place->files.n; i++)
        strv_add(&names, place->files.v[i].shown);
    return strv_join(&names, " ");
}

static void sees(struct place *place, const char *want, const char *name)
{
    AUTO(free) char *got = look(place);

    is_str(got, want, name);
}

static void test_merging(void)
{
    AUTO(place_done) struct place place = { 0 };
    AUTO(free) char *link = NULL, *dir = NULL;

    place_open(&place);
    sees(&place, "", "empty directories have no hooks");
    put(&place, "a/20-x.lua", "a");
    put(&place, "b/10-y.lua", "b");
    sees(&place, "10-y.lua 20-x.lua", "names are sorted over directories");
    put(&place, "c/20-x.lua", "c");
    sees(&place, "10-y.lua 20-x.lua", "a stronger directory replaces");
    ok(str_ends(place.files.v[1].path, "/c/20-x.lua"), "with its own file");
    put(&place, "c/10-y.lua", "");
    sees(&place, "20-x.lua", "an empty file masks");
    link = path_in(&place, "b/20-x.lua");
    ok(symlink("/dev/null", link) == 0, "a link is made");
    sees(&place, "20-x.lua", "a mask does not reach stronger directories");
    put(&place, "a/30-z.lua", "z");
    mem_set(&link, path_in(&place, "c/30-z.lua"));
    ok(symlink("/dev/null", link) == 0, "another link is made");
    sees(&place, "20-x.lua", "a link to /dev/null masks");
    dir = path_in(&place, "a/05-d");
    ok(mkdir(dir, 0755) == 0, "a directory is made");
    put(&place, "a/05-d/main.lua", "d");
    sees(&place, "05-d/main.lua 20-x.lua", "a directory's main.lua is taken");
}

static void test_ignoring(void)
{
    static const char *const names[] = { "a/x.lua~", "a/x.lua.bak",
                                         "a/x.lua.rpmsave",
                                         "a/x.lua.dpkg-old",
                                         "a/x.lua.disabled", "a/.x.lua",
                                         "a/hook.sh" };
    AUTO(place_done) struct place place = { 0 };
    AUTO(free) char *link = NULL, *note = NULL;

    place_open(&place);
    for (size_t i = 0; i < COUNT(names); i++)
        put(&place, names[i], "x");
    link = path_in(&place, "a/gone.lua");
    ok(symlink("/no/such/file", link) == 0, "a link is made");
    sees(&place, "", "copies and strange names are ignored");
    is_int((int64_t)place.notes.n, COUNT(names) + 1, "with a note each");
    note = mem_fmt("ignoring %s/a/hook.sh: its name does not end in .lua",
                   place.base);
    ok(strv_has(&place.notes, note), "a note says why");
}

static void test_given(void)
{
    AUTO(place_done) struct place place = { 0 };
    AUTO(free) char *one = NULL, *two = NULL, *want = NULL;

    place_open(&place);
    put(&place, "a/50.lua", "x");
    put(&place, "z.lua", "x");
    put(&place, "a.lua", "x");
    one = path_in(&place, "z.lua");
    two = path_in(&place, "a.lua");
    strv_add(&place.given, one);
    strv_add(&place.given, two);
    sees(&place, "50.lua z.lua a.lua", "given files come last, as given");
    strv_add(&place.given, "/no/such/file.lua");
    sees(&place, "hook file /no/such/file.lua: No such file or directory",
         "a given file must be there");
    want = mem_fmt("%s/none", place.base);
    strv_done(&place.given);
    strv_take(&place.dirs, TAKE(want));
    sees(&place, "50.lua", "a directory need not be there");
}

/* ---- who could have written it ------------------------------------------ */

static void reads(struct place *place, const char *want, const char *name)
{
    AUTO(free) char *text = NULL;
    AUTO(free) char *full = NULL;
    size_t n;

    free(look(place));
    place->err = (struct err)ERR_INIT;
    text = hook_file_read(&place->files.v[0], &n, &place->err);
    full = mem_fmt(want, place->files.v[0].path, place->base);
    is_str(text ? text : place->err.text, full, name);
}

static void set_mode(const struct place *place, const char *name, mode_t mode)
{
    AUTO(free) char *path = path_in(place, name);

    if (chmod(path, mode))
        exit(99);
}

static void test_safety(void)
{
    AUTO(place_done) struct place place = { 0 };

    place_open(&place);
    put(&place, "a/x.lua", "text");
    reads(&place, "text", "a safe file is read");
    set_mode(&place, "a/x.lua", 0664);
    reads(&place, "refusing to load %s: it is writable by its group",
          "one that its group can write is not");
    set_mode(&place, "a/x.lua", 0646);
    reads(&place, "refusing to load %s: it is writable by everybody",
          "nor one that everybody can");
    set_mode(&place, "a/x.lua", 0644);
    set_mode(&place, "a", 0775);
    reads(&place, "refusing to load %s: %s/a is writable by its group",
          "the directory counts");
    set_mode(&place, "a", 0755);
    set_mode(&place, "", 0777);
    reads(&place, "refusing to load %s: %s is writable by everybody",
          "the one above as well");
    set_mode(&place, "", 01777);
    reads(&place, "text", "a sticky one is fine");
}

static void test_links(void)
{
    AUTO(place_done) struct place place = { 0 };
    AUTO(free) char *dir = NULL, *link = NULL;

    place_open(&place);
    dir = path_in(&place, "else");
    link = path_in(&place, "a/x.lua");
    if (mkdir(dir, 0755) || symlink("../else/y.lua", link))
        exit(99);
    put(&place, "else/y.lua", "text");
    reads(&place, "text", "a link is followed");
    set_mode(&place, "else", 0777);
    reads(&place, "refusing to load %s: %s/else is writable by everybody",
          "where it leads counts");
    set_mode(&place, "else", 0755);
    set_mode(&place, "a", 0777);
    reads(&place, "refusing to load %s: %s/a is writable by everybody",
          "where it stands counts, too");
}

static void test_given_safety(void)
{
    AUTO(place_done) struct place place = { 0 };
    AUTO(free) char *path = NULL;

    place_open(&place);
    put(&place, "x.lua", "text");
    path = path_in(&place, "x.lua");
    strv_add(&place.given, path);
    set_mode(&place, "", 0777);
    reads(&place, "text", "a given file may be in an open directory");
    set_mode(&place, "x.lua", 0666);
    reads(&place, "refusing to load %s: it is writable by everybody",
          "but may not be open itself");
}

static void test_owner(void)
{
    AUTO(place_done) struct place place = { 0 };
    AUTO(free) char *path = NULL;

    if (geteuid() != 0) {
        skip("a file of another user is refused", "this needs root");
        return;
    }
    place_open(&place);
    put(&place, "a/x.lua", "text");
    path = path_in(&place, "a/x.lua");
    if (chown(path, 1, 1))
        exit(99);
    reads(&place, "refusing to load %s: it belongs to daemon",
          "a file of another user is refused");
}

/* ---- reading again ------------------------------------------------------ */

static void test_reload(void)
{
    AUTO(world_done) struct world world = { 0 };
    static const char counts[] =
        "local n = 0 virt.hook { name = 'n', plan = function(c) n = n + 1 "
        "c:deny('%d', n) end }";

    world_open(&world);
    world_write(&world, "t.lua", counts);
    for (int i = 0; i < 2; i++) {
        world_end(&world);
        world_begin(&world);
        world_phase(&world, CLONE_PLAN);
    }
    is_str(world.err.text, "the clone 'web1' is refused:\n  n: 2",
           "files that did not change are not read again");
    world_write(&world, "u.lua", "virt.hook { name = 'u', plan = print }");
    world_end(&world);
    world_begin(&world);
    world_phase(&world, CLONE_PLAN);
    is_str(world.err.text, "the clone 'web1' is refused:\n  n: 1",
           "a new file makes a new state");
    world_write(&world, "u.lua", "syntax error");
    world_end(&world);
    is_int(world_begin(&world), -1, "a broken file stops the next clone");
    world_write(&world, "u.lua", "");
    world_end(&world);
    is_int(world_begin(&world), 0, "a mended one does not");
    is_int(world_phase(&world, CLONE_PLAN), -1, "the hooks are there again");
}

static void test_none(void)
{
    AUTO(world_done) struct world world = { 0 };

    world_open(&world);
    lua_hooks_free(world.hooks);
    world.hooks = lua_hooks_new(NULL, true);
    lua_hooks_adjust(world.hooks, &world.dirs, NULL);
    world_write(&world, "t.lua", "syntax error");
    is_int(world_begin(&world), 0, "without hooks no file is read");
    is_int(world_phase(&world, CLONE_PLAN), 0, "and no phase does anything");
}

int main(void)
{
    test_merging();
    test_ignoring();
    test_given();
    test_safety();
    test_links();
    test_given_safety();
    test_owner();
    test_reload();
    test_none();
    return done_testing();
}
