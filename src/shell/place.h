/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where in a command's words the cursor is: what was typed before it, and
 * what can come next. For completion and hints. */
#ifndef SHELL_PLACE_H
#define SHELL_PLACE_H

#include "base/field.h"

struct place {
    const struct field *rows;
    struct strv seen, values; /* names of rows, and what was typed for them */
    const struct field *pending; /* the option whose value comes next */
    bool only_data;              /* after -- */
    const struct place *outer;   /* that this is a part of, or NULL */
};

/* A word of the command; the first one is not its name. */
void place_pass(struct place *place, const char *word);

/* The row that a word without an option would be for, or NULL. */
const struct field *place_next_data(const struct place *place);

/* What was typed last for a row that is completed so, here or further out;
 * or NULL. */
const char *place_typed(const struct place *place, enum complete kind);

/* The same for a domain, whichever its state is to be. */
const char *place_domain(const struct place *place);

void place_done(struct place *place);
CLEANUP_DONE(struct place, place_done);

#endif
