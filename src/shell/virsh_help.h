/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What virsh's help says about one of its commands. */
#ifndef SHELL_VIRSH_HELP_H
#define SHELL_VIRSH_HELP_H

#include "base/str.h"

#include <stdio.h>

/* Print its help for a command or a group; false when it has none. */
bool virsh_help(const char *name, FILE *out);

/* Whether its command of that name has the option, which is without dashes. */
bool virsh_has_option(const char *command, const char *option);

/* Make the words of a command ask for a value: add the option that a plain
 * word after them would be for. False when no value can stand there. */
bool virsh_add_option(struct strv *words);

#endif
