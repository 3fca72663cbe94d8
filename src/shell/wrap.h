/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running text in the width of the terminal. */
#ifndef SHELL_WRAP_H
#define SHELL_WRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Columns of the terminal that standard output is, at least 40; 80 when it is
 * none. */
size_t wrap_width(void);

struct wrap {
    FILE *out;
    size_t width;  /* columns to fill */
    size_t indent; /* of lines after the first */
    size_t column; /* where the next word goes; 0 at a line's beginning */
    bool glued;    /* no blank before the next word */
};

/* Print the words of text, a blank between two; line breaks stay. */
void wrap_text(struct wrap *wrap, const char *text);
/* Print text that is not to be broken, as one word. */
void wrap_word(struct wrap *wrap, const char *word);
void wrap_end(struct wrap *wrap); /* end the line, if one is begun */

#endif
