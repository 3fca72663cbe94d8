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

#endif
