/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All commands. A new one is a file in this folder and a word in cmds.c. */
#ifndef CMD_CMDS_H
#define CMD_CMDS_H

#include "shell/command.h"

extern const struct command *const cmds[]; /* NULL-ended, sorted by name */

#endif
