/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/hook_files.h"
#include "base/mem.h"
#include "lua/discover.h"
#include "lua/tool.h"
#include "shell/session.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

/* ---- new ---------------------------------------------------------------- */

static const char skeleton[] =
    "-- %s: what it is for.\n"
    "-- `hook test %s.lua --source DOMAIN` tries it.\n"
    "virt.hook {\n"
    "  name = \"%s\",\n"
    "  desc = \"one line for hook list\",\n"
    "  params = {\n"
    "    prefix = { \"string\", default = \"clone of \" },\n"
    "  },\n"
    "\n"
    "  -- Pure: also in a dry run. plan, mutate, place, check\n"
    "  mutate = function(c, p)\n"
    "    c.xml:set(\"title\", p.prefix .. c.source.name)\n"
    "  end,\n"
    "\n"
    "  check = function(c)\n"
    "    if #c.name > 60 then c:problem(\"the name is too long\") end\n"
    "  end,\n"
    "\n"
    "  -- Effects: reserve, copied, defined, started, finish\n"
    "}\n";

static const char test_skeleton[] =
    "-- `hook test %s` runs this, without a hypervisor.\n"
    "virt.test.case(\"the title says what it is\", function()\n"
    "  local r = virt.test.clone { hook = \"%s\", params = { prefix = \"a \" } "
    "}\n"
    "  virt.test.eq(r.xml:get \"title\", \"a base\")\n"
    "end)\n";

static const char luarc[] =
    "{\n"
    "  \"workspace.library\": [\"" VIRT_TWIN_DATADIR "/types\"],\n"
    "  \"runtime.version\": \"Lua 5.4\"\n"
    "}\n";

static int write_new(const char *path, const char *text, struct err *err)
{
    AUTO(file_close) FILE *file = fopen(path, "wx");

    if (!file || fputs(text, file) < 0 || fflush(file))
        return err_sys(err, "cannot write %s", path);
    return 0;
}

/* As virt.hook wants it, and that of a file. */
static int check_name(const char *name, struct err *err)
{
    static const char taken[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

    if (*name && *name != '-' && *name != '.' && !name[strspn(name, taken)])
        return 0;
    return err_usage(err,
                     "'%s' is not a hook's name: it has letters, digits and "
                     "- _ .",
                     name);
}

int hook_file_new(struct session *session, const char *name, bool system,
                  struct err *err)
{
    AUTO(free) char *path = mem_fmt("%s.lua", name);
    AUTO(free) char *text = mem_fmt(skeleton, name, name, name);
    AUTO(free) char *test = mem_fmt("%s_test.lua", name);
    AUTO(free) char *test_text = mem_fmt(test_skeleton, name, name);

    (void)system;
    if (check_name(name, err))
        return -1;
    if (access(test, F_OK) == 0)
        return err_fail(err, "cannot write %s: it is there already", test);
    if (write_new(path, text, err) || write_new(test, test_text, err))
        return -1;
    if (access(".luarc.json", F_OK) && write_new(".luarc.json", luarc, err))
        return -1;
    session_note(session, "%s and its test %s are there", path, test);
    return 0;
}

/* ---- enable, disable ---------------------------------------------------- */

/* The file of that name in the directory; NULL: there is none. */
static char *find(const char *dir, const char *name)
{
    DIR *stream = opendir(dir);
    struct dirent *entry;
    char *found = NULL;

    while (stream && !found && (entry = readdir(stream)))
        if (hook_file_is_called(entry->d_name, name))
            found = mem_dup(entry->d_name);
    if (stream)
        closedir(stream);
    return found;
}

static char *directory(bool system, struct err *err)
{
    char *dir = system ? mem_dup(LUA_HOOKS_SYSTEM) : lua_hooks_user_dir();

    if (!dir)
        err_fail(err, "there is no directory for the user's hooks: set HOME");
    return dir;
}

/* It and all above it, for the owner alone to write. */
static int make_directory(const char *path, struct err *err)
{
    AUTO(free) char *part = mem_dup(path);

    for (char *slash = strchr(part + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(part, 0755);
        *slash = '/';
    }
    if (mkdir(path, 0755) && errno != EEXIST)
        return err_sys(err, "cannot make the directory %s", path);
    return 0;
}

static int make_link(const char *target, const char *path, struct err *err)
{
    if (symlink(target, path) == 0)
        return 0;
    return err_sys(err, "cannot make the link %s", path);
}

/* A mask, or a link to a hook that came with the program: what enable and
 * disable make. */
static bool is_ours(const char *path)
{
    char target[PATH_MAX] = "";

    return readlink(path, target, sizeof(target) - 1) > 0 &&
           (str_starts(target, LUA_HOOKS_AVAIL "/") ||
            str_eq(target, "/dev/null"));
}

int hook_file_enable(struct session *session, const char *name, bool system,
                     struct err *err)
{
    AUTO(free) char *file = find(LUA_HOOKS_AVAIL, name);
    AUTO(free) char *dir = directory(system, err);
    AUTO(free) char *path = NULL, *target = NULL;

    if (!dir)
        return -1;
    if (!file)
        return err_fail(err, "there is no hook '%s' in %s", name,
                        LUA_HOOKS_AVAIL);
    path = mem_fmt("%s/%s", dir, file);
    target = mem_fmt("%s/%s", LUA_HOOKS_AVAIL, file);
    if (make_directory(dir, err))
        return -1;
    if (is_ours(path))
        unlink(path);
    if (make_link(target, path, err))
        return -1;
    session_note(session, "%s is enabled", file);
    return 0;
}

int hook_file_disable(struct session *session, const char *name, bool system,
                      struct err *err)
{
    AUTO(free) char *dir = directory(system, err);
    AUTO(free) char *file = dir ? find(dir, name) : NULL;
    AUTO(free) char *weaker = NULL, *path = NULL;

    if (!dir)
        return -1;
    weaker =
        find(system ? VIRT_TWIN_DATADIR "/hooks.d" : LUA_HOOKS_SYSTEM, name);
    path = mem_fmt("%s/%s", dir, file ? file : weaker ? weaker : "");
    if (!file && !weaker)
        return err_fail(err, "there is no hook file '%s' in %s", name, dir);
    if (file && !is_ours(path))
        return err_fail(err,
                        "%s is no link to a hook that came with the program: "
                        "move it away yourself",
                        path);
    if (file && unlink(path))
        return err_sys(err, "cannot remove %s", path);
    if (weaker &&
        (make_directory(dir, err) || make_link("/dev/null", path, err)))
        return -1;
    session_note(session, "%s is disabled", file ? file : weaker);
    return 0;
}
