/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hook trust: which hooks of projects may be loaded. */
#ifndef CMD_HOOK_TRUST_H
#define CMD_HOOK_TRUST_H

#include "base/err.h"

#include <stdbool.h>

struct session;

/* Trust the files below DIR/.virt-twin as they are, or forget them; print what
 * became of each. */
int hook_trust(struct session *session, const char *dir, bool forget,
               struct err *err);

/* Print all that are trusted, and whether they are as they were. */
int hook_trust_list(struct session *session, struct err *err);

#endif
