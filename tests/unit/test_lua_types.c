/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lua/types/virt.d.lua names what the program has: all of it, nothing else. */
#include "lua/prelude.h"
#include "lua_world.h"

/* ---- what the file says ------------------------------------------------- */

struct reader {
    char class[64];    /* of the last ---@class */
    char locals[16][2][64]; /* local variable, its class */
    size_t n;
    struct strv names; /* "virt.Xml.get", "virt.mac.hash" */
};

static bool is_checked(const char *class)
{
    static const char *const checked[] = {
        "virt",         "virt.ArgSpec", "virt.Clone",  "virt.ColumnDef",
        "virt.CommandDef",
        "virt.Conn",    "virt.Disk",    "virt.Domain", "virt.Guest",
        "virt.HookDef", "virt.MethodDef", "virt.Network", "virt.Pool",   "virt.Volume",
        "virt.Xml",
    };

    for (size_t i = 0; i < COUNT(checked); i++)
        if (!strcmp(checked[i], class))
            return true;
    return false;
}

static void read_method(struct reader *reader, const char *variable,
                        const char *method)
{
    for (size_t i = 0; i < reader->n; i++)
        if (!strcmp(reader->locals[i][0], variable))
            strv_fmt(&reader->names, "%s.%s", reader->locals[i][1], method);
}

static void read_line(struct reader *reader, const char *line)
{
    char a[64], b[64];
    int n = 0;

    if (sscanf(line, "---@class %63s", a) == 1) {
        strcpy(reader->class, a);
    } else if (sscanf(line, "---@field %63[a-z_]", a) == 1) {
        if (is_checked(reader->class))
            strv_fmt(&reader->names, "%s.%s", reader->class, a);
    } else if (sscanf(line, "local %63s = {}", a) == 1) {
        strcpy(reader->locals[reader->n][0], a);
        strcpy(reader->locals[reader->n++][1], reader->class);
    } else if (sscanf(line, "function %63[A-Za-z]:%63[a-z_](", a, b) == 2) {
        read_method(reader, a, b);
    } else if (sscanf(line, "function %63[a-z0-9._](", a) == 1 &&
               str_starts(a, "virt.")) {
        strv_add(&reader->names, a);
    } else if (sscanf(line, "virt.%63[a-z.] = nil%n", a, &n) == 1 && n) {
        strv_fmt(&reader->names, "virt.%s", a);
    } else if (sscanf(line, "virt.%63[a-z] = {}", a) == 1) {
        strv_fmt(&reader->names, "virt.%s", a);
    }
}

static void read_file(struct reader *reader, const char *path)
{
    AUTO(file_close) FILE *file = fopen(path, "r");
    char line[512];

    while (file && fgets(line, sizeof(line), file))
        read_line(reader, line);
}

/* ---- what the program has ----------------------------------------------- */

static void add_keys(lua_State *L, const char *prefix, struct strv *names)
{
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
        strv_fmt(names, "%s.%s", prefix, lua_tostring(L, -2));
}

/* Methods and fields are the first two upvalues of __index. */
static int class_names(lua_State *L)
{
    static const char *const classes[] = {
        "virt.Clone", "virt.Conn",    "virt.Disk",
        "virt.Domain", "virt.Guest",  "virt.Network", "virt.Pool", "virt.Volume", "virt.Xml",
    };
    struct strv *names = lua_touserdata(L, 1);

    for (size_t i = 0; i < COUNT(classes); i++) {
        luaL_getmetatable(L, classes[i]);
        lua_getfield(L, -1, "__index");
        lua_getupvalue(L, -1, 1);
        add_keys(L, classes[i], names);
        lua_getupvalue(L, -2, 2);
        add_keys(L, classes[i], names);
        lua_settop(L, 1);
    }
    return 0;
}

/* Words of the text, each behind a prefix. */
static void add_words(const char *text, const char *prefix, struct strv *names)
{
    for (text += strspn(text, ", \n"); *text; text += strspn(text, ", \n")) {
        size_t n = strcspn(text, ", \n");

        strv_fmt(names, "%s%.*s", prefix, (int)n, text);
        text += n;
    }
}

static void virt_names(struct world *world, struct strv *names)
{
    add_words(world_value(world,
                          "local t = {} for k, v in pairs(virt) do t[#t + 1] = "
                          "k if type(v) == 'table' and k ~= 'version' then for "
                          "l in pairs(v) do t[#t + 1] = k .. '.' .. l end end "
                          "end return table.concat(t, ' ')"),
              "virt.", names);
}

/* The message about an unknown field names them all. */
static void declared(struct world *world, struct strv *names)
{
    static const struct {
        const char *text, *before, *class;
    } rows[] = {
        { "virt.hook { name = 'x', zzzzzzzzz = 1 }", "fields: ",
          "virt.HookDef." },
        { "virt.command { name = 'x', zzzzzzzzz = 1 }", "it has ",
          "virt.CommandDef." },
        { "virt.command { name = 'x', desc = 'x', run = print, "
          "args = { { name = 'x', zzzzzzzzz = 1 } } }",
          "it has ", "virt.ArgSpec." },
        { "virt.method { name = 'x', zzzzzzzzz = 1 }", "it has ",
          "virt.MethodDef." },
        { "virt.column { name = 'x', zzzzzzzzz = 1 }", "it has ",
          "virt.ColumnDef." },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *list;

        world_end(world);
        world_write(world, "t.lua", rows[i].text);
        world_begin(world);
        list = strstr(world->err.text, rows[i].before);
        if (list)
            add_words(list + strlen(rows[i].before), rows[i].class, names);
    }
}

/* What the first has and the second has not. */
static char *missing(const struct strv *list, const struct strv *from)
{
    AUTO(strv_done) struct strv left = { 0 };

    for (size_t i = 0; i < list->n; i++)
        if (!strv_has(from, list->v[i]))
            strv_add(&left, list->v[i]);
    strv_sort(&left);
    return strv_join(&left, " ");
}

int main(void)
{
    AUTO(world_done) struct world world = { 0 };
    AUTO(strv_done) struct strv has = { 0 };
    AUTO(free) char *undocumented = NULL, *imagined = NULL;
    const char *srcdir = getenv("srcdir");
    AUTO(free) char *path =
        mem_fmt("%s/lua/types/virt.d.lua", srcdir ? srcdir : ".");
    struct reader reader = { .n = 0 };
    struct err err = ERR_INIT;
    struct vm *vm = vm_new(&vm_limits_default, &err);

    world_open(&world);
    read_file(&reader, path);
    ok(reader.names.n > 50, "the types are read");
    is_int(prelude_open(vm, &err), 0, "the prelude is loaded");
    is_int(vm_do(vm, class_names, &has, &err), 0, "the classes are looked at");
    virt_names(&world, &has);
    declared(&world, &has);
    undocumented = missing(&has, &reader.names);
    imagined = missing(&reader.names, &has);
    is_str(undocumented, "", "all that the program has is documented");
    is_str(imagined, "", "all that is documented is there");
    strv_done(&reader.names);
    vm_unref(vm);
    return done_testing();
}
