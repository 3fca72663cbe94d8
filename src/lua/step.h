/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a hook's step is undone by, where a later process can do it as well. */
#ifndef LUA_STEP_H
#define LUA_STEP_H

#include "base/undo.h"

/* A program; words are its arguments. After a crash it is run only when the
 * step is known to have been made. */
extern const struct undo_kind undo_command;

#endif
