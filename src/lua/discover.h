/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which hook files there are. Of the directories, weakest first, `*.lua` files
 * and NAME/main.lua count; the same base name in a stronger directory
 * replaces, and a link to /dev/null or an empty file masks. They are in the
 * order of their base names; the given files follow in their own order.
 */
#ifndef LUA_DISCOVER_H
#define LUA_DISCOVER_H

#include "base/err.h"
#include "base/str.h"

#include <sys/stat.h>

struct hook_file {
    char *base;  /* "20-mac.lua", or NAME of NAME/main.lua */
    char *path;  /* what is opened */
    char *shown; /* in messages: "20-mac.lua", "NAME/main.lua" */
    bool given;  /* by the user for this run */
    struct stat st;
};

struct hook_files {
    struct hook_file *v;
    size_t n;
};

struct discover {
    const struct strv *dirs, *given;
    struct strv *notes; /* gets what was ignored, and why */
};

/* The directories that are looked at, weakest first. */
void discover_dirs(struct strv *ret);

/* Directories need not exist; given files must. */
int discover(const struct discover *how, struct hook_files *ret,
             struct err *err);
void hook_files_done(struct hook_files *files);
CLEANUP_DONE(struct hook_files, hook_files_done);

/* The same files, unchanged. */
bool hook_files_same(const struct hook_files *a, const struct hook_files *b);

/* The text of the file, to be freed. Refused when somebody else could have
 * written it: it and all directories above it must belong to root or to us,
 * and not be writable by others. Of a given file only itself is looked at. */
char *hook_file_read(const struct hook_file *file, size_t *ret_n,
                     struct err *err);

#endif
