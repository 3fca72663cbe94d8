/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hooks of a project, in .virt-twin/ of the working directory: somebody
 * else may have written them, so that none is loaded before the user has said
 * that they may be. What is trusted is the text: its SHA-256 and its path are
 * a line of $XDG_STATE_HOME/virt-twin/trust, as sha256sum writes them. What is
 * loaded is read once, and that text is what is looked up.
 */
#ifndef LUA_TRUST_H
#define LUA_TRUST_H

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>

/* "DIR/.virt-twin" as an absolute path, or NULL when there is none. To be
 * freed. */
char *trust_project(const char *dir);

/* 1 when files of the project are trusted, else 0; or -1. */
int trust_knows(const char *project, struct err *err);

/* Whether this text, of the file at this path, is what was trusted. */
int trust_check(const char *path, const char *text, size_t n, struct err *err);

/* Trust all scripts, modules and values of the project as they are now;
 * forget it; and tell of all projects. ret gets two texts a file: "new",
 * "changed", "same" or "gone", and its path. */
int trust_add(const char *project, struct strv *ret, struct err *err);
int trust_remove(const char *project, struct strv *ret, struct err *err);
int trust_list(struct strv *ret, struct err *err);

#endif
