/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A command is a file in cmd/: a struct for its words, field rows that fill
 * it, a function, and the row below at the file's end.
 */
#ifndef SHELL_COMMAND_H
#define SHELL_COMMAND_H

#include "base/err.h"
#include "base/field.h"

struct session;

/* Flags of a row. */
#define COMMAND_CONNECTS    0x1 /* run with an open connection */
#define COMMAND_CHANGES     0x2 /* changes the world: Ctrl-C asks it to undo,
                                 * and only the second one gives up waiting */
#define COMMAND_INTERACTIVE 0x4 /* makes sense at a prompt only */
#define COMMAND_HERE        0x8 /* instant: runs in the shell's own thread */
#define COMMAND_HIDDEN      0x10 /* works, but help and completion are silent */

#define COMMAND_JSON        0x20 /* prints its own value with --json */
#define COMMAND_PAGED       0x40 /* its results may be longer than the screen */
#define COMMAND_RUNS        0x80 /* runs other commands, which end their own
                                  * results and make their own JSON */
#define COMMAND_SCRIPT 0x100 /* made by a script: its struct begins with a
                              * pointer to the row */

#define COMMAND_READS  0x200 /* changes nothing, prints once all is known:
                              * run again when the connection was lost */

struct command {
    const char *name;
    const char *aliases; /* other names, blank between them; may be NULL */
    const char *group;   /* "domain", "host", "shell": its help keyword */
    const char *help;    /* one line, no full stop */
    const char *desc;    /* for `help NAME`: wrapped, line breaks stay */
    const char *example; /* lines for `help NAME`; may be NULL */
    const struct field *fields;
    size_t size; /* of the struct that the fields fill */
    unsigned flags;
    /* Called in a worker's thread (but see COMMAND_HERE) with the parsed
     * words. Output goes to session->out. ERR_... from err is what the user
     * sees; whatever was interrupted may just fail. -1 with ERR_NONE: it has
     * been told, and session->status says how it ended. */
    int (*run)(struct session *session, void *args, struct err *err);
};

/* The row of that name or alias in a NULL-ended table, or NULL. */
const struct command *command_find(const struct command *const *table,
                                   const char *name);

/* Add the names, not the aliases, that begin so. */
void command_begins(const struct command *const *table, const char *prefix,
                    struct strv *ret);

/* The name or alias that was probably meant, or NULL. */
const char *command_closest(const struct command *const *table,
                            const char *name);

#endif
