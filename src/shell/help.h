/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help in virsh's layout, made from the commands' rows alone. */
#ifndef SHELL_HELP_H
#define SHELL_HELP_H

#include "shell/session.h"

/* A page that is no command's: `help NAME`. */
struct help_topic {
    const char *name;
    const char *help; /* one line, no full stop */
    void (*print)(FILE *out);
};

/* All groups with their commands. */
void help_all(const struct session *session, FILE *out);

/* A command's name and its one line of help. */
void help_line(const struct command *command, FILE *out);

/* A command, or a group by keyword or title. ERR_FAILED when it is neither. */
int help_about(const struct session *session, const char *name,
               struct err *err);

/* A row as it is in a synopsis: "<domain>", "[--all]". To be freed. */
char *help_row(const struct field *row);

/* "usage: rename <domain> <new-name>", after a mistake: what must be given,
 * and whether there is more. */
void help_usage(const struct command *command, FILE *out);

/* Whether a command row's group is one that help knows. */
bool help_has_group(const char *keyword);

/* The keyword of the n-th group, or NULL after the last. */
const char *help_group(size_t n);

#endif
