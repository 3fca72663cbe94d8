/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables as virsh prints them: columns as wide as their widest cell on a
 * terminal, a blank before and two after each but the last, dashes under the
 * header. Bytes that a terminal would act upon are shown as \xNN.
 */
#ifndef SHELL_TABLE_H
#define SHELL_TABLE_H

#include "base/str.h"

#include <stdio.h>

/* `{ 0 }` is empty. The first row is the header and fixes the columns. */
struct table {
    struct strv cells;
    size_t columns;
    /* The colour of a cell ("1;31") or NULL; NULL: none has any. */
    const char *(*color)(size_t column, const char *cell);
    const bool *right; /* columns that are aligned so; NULL: none */
};

/* Add a row: texts up to NULL, copied. */
void table_add(struct table *table, const char *cell, ...)
    __attribute__((sentinel));
/* The same from a list; `row` has as many cells as the header. */
void table_add_list(struct table *table, const struct strv *row);
void table_print(const struct table *table, FILE *out, bool header);
void table_done(struct table *table);
CLEANUP_DONE(struct table, table_done);

/* Text as it is safe to print: control characters and broken UTF-8 as \xNN,
 * UTF-8 as it is whatever the locale. *ret_width gets its width in terminal
 * columns; may be NULL. The caller frees the text. */
char *table_escape(const char *text, size_t *ret_width);

#endif
