/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For clone/ alone: running phases, and the end of a clone. */
#ifndef CLONE_FINISH_H
#define CLONE_FINISH_H

#include "clone/hooks.h"

/* Enter a phase and run the hooks' functions for it. */
int clone_phase(struct clone *clone, enum clone_phase phase, struct err *err);

/* Run the hooks' "finish", once, whatever happened: err says how it ended
 * (ERR_NONE: well). A dry run, or a clone that failed before its hooks were
 * loaded, has none. Never fails: an error in there is a warning. */
void clone_finish(struct clone *clone, const struct err *err);

/* ---- clone_run() in parts, for a batch that does one of them for all ---- */

/* The files: hooks "reserve", the disks, what methods add to them. */
int clone_make(struct clone *clone, struct err *err);
/* What is in them: methods, hooks "copied". */
int clone_change(struct clone *clone, struct err *err);
/* The domain. */
int clone_define(struct clone *clone, struct err *err);
/* After the last of them, or the first that failed (rc): undo, or keep and
 * start. Returns rc. */
int clone_end(struct clone *clone, int rc, struct err *err);

#endif
