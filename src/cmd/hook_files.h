/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hook new, enable and disable: files of hooks. */
#ifndef CMD_HOOK_FILES_H
#define CMD_HOOK_FILES_H

#include "base/err.h"

#include <stdbool.h>

struct session;

/* NAME.lua in the working directory, with something to begin with, a test of
 * it, and .luarc.json for editors, where there is none. */
int hook_file_new(struct session *session, const char *name, bool system,
                  struct err *err);

/* A link to the file NAME.lua (or NN-NAME.lua) that came with the program, in
 * the hook directory of the user or of the system. */
int hook_file_enable(struct session *session, const char *name, bool system,
                     struct err *err);
/* Take such a link away; mask a file of a weaker directory. */
int hook_file_disable(struct session *session, const char *name, bool system,
                      struct err *err);

#endif
