/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of one row, or of a part of a word: complete.c's other half. */
#ifndef SHELL_COMPLETE_VALUES_H
#define SHELL_COMPLETE_VALUES_H

#include "shell/complete.h"
#include "shell/place.h"

/* What is being completed; nothing here is owned. */
struct complete_state {
    const struct command *const *table;
    const struct complete_names *names;
    const char *prefix;        /* of the value that is completed */
    const char *before;        /* what stands before it in the word */
    bool doubles;              /* a comma in the value is written twice */
    const struct place *place; /* in the command's words */
    struct candidates *ret;
};

/* Add a text when it begins with the prefix. */
void complete_offer(struct complete_state *state, const char *text);

/* Add what could be given for the row. */
void complete_values(struct complete_state *state, const struct field *row);

/* Add what can begin a line; where that is empty, our own commands alone. */
void complete_calls(struct complete_state *state);

#endif
