/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/guest.h"
#include "lua/class.h"
#include "lua/context.h"

#include <string.h>

struct guest {
    struct context *context; /* kept alive by user value 1 */
};

static const struct class guest_class;

int guest_get(lua_State *L)
{
    struct context *context = context_check(L, 1);
    struct guest *guest = class_new(L, &guest_class, sizeof(*guest));

    guest->context = context;
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    return 1;
}

/* The mounted copies; an appliance is started when the first hook asks. */
static struct guest_fs *check(lua_State *L)
{
    const struct guest *guest = class_check(L, 1, &guest_class);
    struct clone *clone = guest->context->clone;
    struct err err = ERR_INIT;
    struct guest_fs *fs;

    if (!clone)
        vm_error(L, "this guest is of a clone that is over");
    context_effects(L, "c.guest");
    if (clone && clone->phase != CLONE_COPIED)
        vm_error(L, "c.guest works in phase 'copied' only, not in '%s'",
                 clone_phase_name(clone->phase));
    fs = clone ? guest_enter(clone, &err) : NULL;
    if (!fs)
        vm_raise(L, &err);
    return fs;
}

static const char *path_at(lua_State *L, int arg)
{
    const char *path = value_text(L, arg, "a path in the guest");

    if (*path != '/')
        vm_error(L, "'%s' is not an absolute path in the guest", path);
    return path;
}

/* What a question left behind is an error here. */
static void raise_failed(lua_State *L, struct guest_fs *fs)
{
    struct err err = ERR_INIT;

    if (guest_failed(fs, &err) == 0)
        return;
    guest_forgive(fs);
    vm_raise(L, &err);
}

static int done(lua_State *L, int rc, struct err *err)
{
    return rc ? vm_raise(L, err) : 0;
}

/* guest:read(path): its text, or nil when there is no such file */
static int method_read(lua_State *L)
{
    const char *path = path_at(L, 2);
    struct guest_fs *fs = check(L);
    char **text = value_text_box(L);
    size_t n = 0;

    *text = guest_read(fs, path, &n);
    raise_failed(L, fs);
    lua_pushlstring(L, *text, *text ? n : 0);
    if (!*text)
        lua_pushnil(L);
    return 1;
}

/* guest:write(path, text, mode) */
static int method_write(lua_State *L)
{
    const char *path = path_at(L, 2);
    size_t n;
    const char *text = luaL_checklstring(L, 3, &n);
    lua_Integer mode = luaL_optinteger(L, 4, -1);
    struct guest_fs *fs = check(L);
    struct buf bytes = { .text = (char *)text, .n = n };
    struct err err = ERR_INIT;
    int rc = guest_write_bytes(fs, path, &bytes, &err);

    if (rc == 0 && mode >= 0)
        rc = guest_mode(fs, path, (unsigned)mode, &err);
    return done(L, rc, &err);
}

/* guest:upload(file, path, mode) */
static int method_upload(lua_State *L)
{
    const char *file = value_text(L, 2, "a file of this machine");
    const char *path = path_at(L, 3);
    lua_Integer mode = luaL_optinteger(L, 4, -1);
    struct guest_fs *fs = check(L);
    struct err err = ERR_INIT;
    int rc = guest_upload(fs, file, path, &err);

    if (rc == 0 && mode >= 0)
        rc = guest_mode(fs, path, (unsigned)mode, &err);
    return done(L, rc, &err);
}

/* guest:exists(path) */
static int method_exists(lua_State *L)
{
    const char *path = path_at(L, 2);
    struct guest_fs *fs = check(L);
    bool there = guest_exists(fs, path);

    raise_failed(L, fs);
    lua_pushboolean(L, there);
    return 1;
}

/* guest:remove(path) */
static int method_remove(lua_State *L)
{
    const char *path = path_at(L, 2);
    struct guest_fs *fs = check(L);
    struct err err = ERR_INIT;

    if (strspn(path, "/.") == strlen(path))
        return vm_error(L, "all of the guest is not removed");
    return done(L, guest_remove(fs, path, &err), &err);
}

static void names_done(void *memory)
{
    strv_done(memory);
}

/* guest:glob(pattern): a sorted list */
static int method_glob(lua_State *L)
{
    const char *pattern = path_at(L, 2);
    struct guest_fs *fs = check(L);
    struct strv *names = value_box(L, sizeof(*names), names_done);

    guest_glob(fs, pattern, names);
    raise_failed(L, fs);
    lua_createtable(L, (int)names->n, 0);
    for (size_t i = 0; i < names->n; i++) {
        lua_pushstring(L, names->v[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static const luaL_Reg methods[] = {
    { "exists", method_exists },
    { "glob", method_glob },
    { "read", method_read },
    { "remove", method_remove },
    { "upload", method_upload },
    { "write", method_write },
    { NULL, NULL },
};

static const struct class guest_class = {
    .name = "virt.Guest",
    .noun = "a guest",
    .methods = methods,
};

void guest_open(lua_State *L)
{
    class_open(L, &guest_class);
}
