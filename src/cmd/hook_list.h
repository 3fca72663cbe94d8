/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hook list, show and check: which hooks there are, and what is wrong. */
#ifndef CMD_HOOK_LIST_H
#define CMD_HOOK_LIST_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

struct session;

/* Load the hooks, even if no file has changed; tell what was ignored. */
int hook_load(struct session *session, bool anew, struct err *err);

/* domain: a source; what holds for its clones. NULL: in general. */
int hook_list(struct session *session, const char *domain, struct err *err);
int hook_show(struct session *session, const struct strv *names,
              const char *domain, struct err *err);

/* Of all hooks, or of these files alone; luacheck looks at those, too. */
int hook_check(struct session *session, const struct strv *files,
               struct err *err);

#endif
