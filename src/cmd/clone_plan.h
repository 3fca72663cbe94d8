/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clone's plan, for people. */
#ifndef CMD_CLONE_PLAN_H
#define CMD_CLONE_PLAN_H

#include "base/err.h"

struct clone;
struct session;

/* Print what becomes of each disk, the notes, and the XML's changes as a
 * unified diff. */
int clone_plan_show(struct session *session, const struct clone *clone,
                    struct err *err);
/* The same of what several clones stand on. */
void clone_plan_show_base(struct session *session, const struct clone *base);

#endif
