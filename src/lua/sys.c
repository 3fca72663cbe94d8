/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs, files, random numbers: what run.lua and file.lua build on. */
#include "base/mem.h"
#include "base/proc.h"
#include "base/rewrite.h"
#include "base/sha256.h"
#include "base/str.h"
#include "guest/seed.h"
#include "lua/context.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>

enum { OUTPUT_LIMIT = 1024 * 1024, CHUNK = 4096 };

/* ---- programs ----------------------------------------------------------- */

static void result_done(void *memory)
{
    proc_result_done(memory);
}

/* A NULL-ended array, for as long as the list is on the stack. */
static const char *const *words(lua_State *L, int list)
{
    lua_Integer n = luaL_len(L, list);
    const char **v = lua_newuserdatauv(L, ((size_t)n + 1) * sizeof(char *), 0);

    for (lua_Integer i = 0; i < n; i++) {
        lua_rawgeti(L, list, i + 1);
        v[i] = value_text(L, -1, "a word of a command");
        lua_pop(L, 1);
    }
    v[n] = NULL;
    return v;
}

static int timeout(lua_State *L, int arg)
{
    lua_Integer left = vm_seconds_left(vm_of(L));
    lua_Integer asked = luaL_optinteger(L, arg, left);

    return (int)(asked < left ? (asked > 0 ? asked : 1) : left);
}

static int push_result(lua_State *L, const struct proc_result *result)
{
    lua_createtable(L, 0, 4);
    lua_pushboolean(L, result->status == 0);
    lua_setfield(L, -2, "ok");
    lua_pushinteger(L, result->status);
    lua_setfield(L, -2, "code");
    lua_pushlstring(L, result->out, result->out_n);
    lua_setfield(L, -2, "out");
    lua_pushlstring(L, result->err, result->err_n);
    lua_setfield(L, -2, "err");
    return 1;
}

/* run(words, input, timeout, directory, environment): a result, or nil and
 * why there is none */
static int raw_run(lua_State *L)
{
    struct vm *vm = vm_of(L);
    struct err err = ERR_INIT;
    struct proc proc = { .limit = OUTPUT_LIMIT, .stop = vm->scene.stop };
    struct proc_result *result;

    lua_settop(L, 5);
    proc.argv = words(L, 1);
    proc.input = lua_isnil(L, 2) ? NULL : value_text(L, 2, "the input");
    proc.timeout_s = timeout(L, 3);
    proc.cwd = lua_isnil(L, 4) ? NULL : value_text(L, 4, "the directory");
    proc.env = lua_isnil(L, 5) ? NULL : words(L, 5);
    result = value_box(L, sizeof(*result), result_done);
    lua_toclose(L, -1);
    if (proc_run(&proc, result, &err) == 0)
        return push_result(L, result);
    vm->in_doubt = vm->in_doubt || result->begun;
    if (err.code == ERR_INTERRUPTED)
        return vm_raise(L, &err);
    lua_pushnil(L);
    lua_pushstring(L, err.text);
    return 2;
}

/* ---- files -------------------------------------------------------------- */

static void fd_box_done(void *memory)
{
    int *fd = memory;

    if (*fd > 0)
        close(*fd - 1);
    *fd = 0;
}

/* The box holds the descriptor + 1, so that zeroed memory means none. What
 * would make us wait (a FIFO, a terminal) does not. */
static int open_boxed(lua_State *L, const char *path, int flags)
{
    int *box = value_box(L, sizeof(*box), fd_box_done);
    int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK);

    *box = fd + 1;
    return fd;
}

static int no_file(lua_State *L, const char *path)
{
    struct err err = ERR_INIT;

    err_sys(&err, "%s", path);
    lua_pushnil(L);
    lua_pushstring(L, err.text);
    return 2;
}

/* read(path): its bytes, or nil and why not */
static int raw_read(lua_State *L)
{
    const char *path = value_text(L, 1, "a path");
    int fd = open_boxed(L, path, O_RDONLY);
    luaL_Buffer buffer;
    ssize_t n;

    if (fd < 0)
        return no_file(L, path);
    lua_toclose(L, -1);
    luaL_buffinit(L, &buffer);
    while ((n = read(fd, luaL_prepbuffsize(&buffer, CHUNK), CHUNK)) > 0) {
        luaL_addsize(&buffer, (size_t)n);
        vm_poll(L);
    }
    if (n < 0)
        return no_file(L, path);
    luaL_pushresult(&buffer);
    return 1;
}

static int raw_exists(lua_State *L)
{
    struct stat st;

    lua_pushboolean(L, stat(value_text(L, 1, "a path"), &st) == 0);
    return 1;
}

/* write(path, text, mode or nil) */
static int raw_write(lua_State *L)
{
    struct rewrite content = { .path = value_text(L, 1, "a path") };
    struct err err = ERR_INIT;

    content.text = luaL_checklstring(L, 2, &content.n);
    content.mode = (int)luaL_optinteger(L, 3, -1);
    return rewrite(&content, &err) ? vm_raise(L, &err) : 0;
}

/* remove(path): whether it was there */
static int raw_remove(lua_State *L)
{
    const char *path = value_text(L, 1, "a path");
    struct err err = ERR_INIT;

    lua_pushboolean(L, unlink(path) == 0);
    if (!lua_toboolean(L, -1) && errno != ENOENT) {
        err_sys(&err, "cannot remove %s", path);
        return vm_raise(L, &err);
    }
    return 1;
}

static void strv_box_done(void *memory)
{
    strv_done(memory);
}

/* seed(path, files): a new ISO with these files (name = text) */
static int raw_seed(lua_State *L)
{
    const char *path = value_text(L, 1, "a path");
    struct strv *files = value_box(L, sizeof(*files), strv_box_done);
    struct err err = ERR_INIT;

    luaL_checktype(L, 2, LUA_TTABLE);
    lua_pushnil(L);
    while (lua_next(L, 2)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            return vm_error(L, "the files of a seed are { [name] = text }");
        strv_add(files, value_text(L, -2, "a file's name"));
        strv_add(files, value_text(L, -1, "a file's text"));
        lua_pop(L, 1);
    }
    if (seed_create(path, files, vm_of(L)->scene.stop, &err) == 0)
        return 0;
    return vm_raise(L, &err);
}

/* lock(path): a value to be closed. The directory is locked, because the file
 * itself is replaced. */
static int raw_lock(lua_State *L)
{
    const char *path = value_text(L, 1, "a path");
    struct err err = ERR_INIT;
    char **copy = value_text_box(L);
    int fd;

    *copy = mem_dup(path);
    fd = open_boxed(L, dirname(*copy), O_RDONLY);
    while (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB)) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            fd = -1;
        poll(NULL, 0, 20);
        vm_poll(L);
    }
    if (fd < 0) {
        err_sys(&err, "cannot lock the directory of %s", path);
        return vm_raise(L, &err);
    }
    return 1;
}

/* One that is there belongs to whoever came first, and the kernel lets nobody
 * else open it with O_CREAT in a directory for all. */
static int open_lock(const char *path, bool create)
{
    int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, fd;

    do {
        fd = open(path, flags);
        if (fd >= 0 || errno != ENOENT || !create)
            return fd;
        fd = open(path, flags | O_CREAT | O_EXCL, 0644);
        if (fd >= 0)
            fchmod(fd, 0644); /* whatever the umask */
    } while (fd < 0 && errno == EEXIST);
    return fd;
}

/* try_lock(name, create): a value that holds the machine's lock, or nil when
 * somebody else has it. Without create a file that is not there is no lock. */
static int raw_try_lock(lua_State *L)
{
    const char *dir = access("/run/lock", W_OK) ? "/tmp" : "/run/lock";
    const char *name = luaL_checkstring(L, 1);
    char path[256];
    int *box, fd;

    snprintf(path, sizeof(path), "%s/virt-twin-%s.lock", dir, name);
    box = value_box(L, sizeof(*box), fd_box_done);
    fd = open_lock(path, lua_toboolean(L, 2));
    *box = fd + 1;
    if (fd < 0 && errno == ENOENT)
        return 1;
    if (fd < 0)
        return vm_error(L, "cannot open the lock %s: %s", path,
                        strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB))
        lua_pushnil(L);
    return 1;
}

/* unlock(value) */
static int raw_unlock(lua_State *L)
{
    if (luaL_getmetafield(L, 1, "__gc") != LUA_TNIL) {
        lua_pushvalue(L, 1);
        lua_call(L, 1, 0);
    }
    return 0;
}

/* ---- the rest ----------------------------------------------------------- */

static int raw_random(lua_State *L)
{
    lua_Integer number = 0;

    if (getrandom(&number, sizeof(number), 0) != sizeof(number))
        return vm_error(L, "the system gives no random numbers");
    lua_pushinteger(L, number);
    return 1;
}

static int raw_sha256(lua_State *L)
{
    size_t n;
    const char *text = luaL_checklstring(L, 1, &n);

    lua_pushstring(L, sha256(text, n).text);
    return 1;
}

/* size(text): bytes, or nil */
static int raw_size(lua_State *L)
{
    uint64_t bytes;

    if (str_to_size(value_text(L, 1, "a size"), &bytes))
        lua_pushinteger(L, (lua_Integer)bytes);
    else
        lua_pushnil(L);
    return 1;
}

/* which(program): whether there is one to run */
static int raw_which(lua_State *L)
{
    const char *name = value_text(L, 1, "a command");
    const char *path = getenv("PATH");
    bool found = strchr(name, '/') && !access(name, X_OK);

    while (!found && !strchr(name, '/') && path && *path) {
        size_t n = strcspn(path, ":");
        AUTO(free) char *file = mem_fmt("%.*s/%s", (int)n, path, name);

        found = !access(file, X_OK);
        path += n + (path[n] == ':');
    }
    lua_pushboolean(L, found);
    return 1;
}

/* now(): milliseconds, with fractions */
static int raw_now(lua_State *L)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    lua_pushnumber(L, (lua_Number)now.tv_sec * 1e3 +
                          (lua_Number)now.tv_nsec / 1e6);
    return 1;
}

static int raw_human(lua_State *L)
{
    lua_Integer bytes = luaL_checkinteger(L, 1);

    lua_pushstring(L, str_size(bytes > 0 ? (uint64_t)bytes : 0).text);
    return 1;
}

void sys_open(lua_State *L)
{
    static const luaL_Reg raw[] = {
        { "exists", raw_exists }, { "human", raw_human },
        { "lock", raw_lock },     { "now", raw_now },
        { "random", raw_random }, { "read", raw_read },
        { "remove", raw_remove }, { "run", raw_run },
        { "seed", raw_seed },     { "sha256", raw_sha256 },
        { "size", raw_size },
        { "try_lock", raw_try_lock },
        { "unlock", raw_unlock }, { "which", raw_which },
        { "write", raw_write },   { NULL, NULL },
    };

    luaL_newlib(L, raw);
    lua_setfield(L, -2, "sys");
    lua_pushliteral(L, VIRT_TWIN_VERSION);
    lua_setfield(L, -2, "version");
}
