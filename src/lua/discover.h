/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which hook files there are. Of the directories, weakest first, `*.lua` files
 * and NAME/main.lua count; the same base name in a stronger directory
 * replaces, and a link to /dev/null or an empty file masks. They are in the
 * order of their base names; the given files follow in their own order.
 *
 * Beside a directory may be hooks.conf with values of parameters, and beside
 * one of the system (the first two) virt-twin.conf. Its `mandatory = 10-name,
 * 80-quota` names files that nobody replaces, masks or leaves out. That is a
 * guard rail, not a border: who can run this program can run virsh.
 * `open = 50-netbox`, there or beside the user's directory, names files that
 * get all of Lua's library, and C modules; files of projects never do.
 */
#ifndef LUA_DISCOVER_H
#define LUA_DISCOVER_H

#include "base/err.h"
#include "base/str.h"

#include <sys/stat.h>

enum hook_file_kind { HOOK_SCRIPT, HOOK_CONF, HOOK_MODULE };

struct hook_file {
    enum hook_file_kind kind;
    size_t place; /* the directory's index; dirs->n: given */
    bool mandatory;
    bool open; /* it may use all of Lua: see below */
    char *base;   /* "20-mac.lua", or NAME of NAME/main.lua */
    char *path;   /* what is opened */
    char *shown;  /* in messages: "20-mac.lua", "NAME/main.lua" */
    bool given;   /* by the user for this run */
    bool project; /* to be loaded only when it is trusted: trust.h */
    struct stat st;
};

struct hook_files {
    struct hook_file *v;
    size_t n;
};

enum { HOOK_SYSTEM_DIRS = 2 };

struct discover {
    const struct strv *dirs, *given;
    bool project;       /* the last directory is a project's */
    bool distrust;      /* the given files are one's */
    bool none;          /* scripts that are mandatory only */
    struct strv *notes; /* gets what was ignored, and why */
};

/* The directories that are looked at, weakest first. */
void discover_dirs(struct strv *ret);

/* Directories need not exist; given and mandatory files must. */
int discover(const struct discover *how, struct hook_files *ret,
             struct err *err);
void hook_files_done(struct hook_files *files);
CLEANUP_DONE(struct hook_files, hook_files_done);

/* Whether a name means the base name: "mac-oui" is mac-oui.lua or
 * 20-mac-oui.lua. */
bool hook_file_is_called(const char *base, const char *name);

/* The same files, unchanged. */
bool hook_files_same(const struct hook_files *a, const struct hook_files *b);

/* The file NAME in the directory that the directory's "../BELOW" is: of a
 * module, a configuration file. To be freed. */
char *hook_file_beside(const char *dir, const char *below);
void hook_files_add(struct hook_files *files, const struct hook_file *file);

/* The text of the file, to be freed. Refused when somebody else could have
 * written it: it and all directories above it must belong to root or to us,
 * and not be writable by others. Of a given file only itself is looked at. */
char *hook_file_read(const struct hook_file *file, size_t *ret_n,
                     struct err *err);

#endif
