/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/table.h"
#include "base/mem.h"

#include <ctype.h>
#include <locale.h>
#include <stdarg.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

/* libvirt's texts are UTF-8 in every locale, so widths are asked of a locale
 * that knows UTF-8; uselocale concerns this thread alone. */
static locale_t utf8_begin(locale_t *ret_old)
{
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);

    *ret_old = utf8 ? uselocale(utf8) : (locale_t)0;
    return utf8;
}

static void utf8_end(locale_t utf8, locale_t old)
{
    if (!utf8)
        return;
    uselocale(old);
    freelocale(utf8);
}

static size_t add_hex(struct buf *out, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_fmt(out, "\\x%02x", (unsigned)(unsigned char)bytes[i]);
    return 4 * n;
}

/* Add the character at text, escaped if need be; returns its length in bytes
 * and adds to *width. */
static size_t add_char(struct buf *out, const char *text, size_t *width)
{
    mbstate_t state = { 0 };
    wchar_t wide = 0;
    size_t n = mbrtowc(&wide, text, strlen(text), &state);
    int columns;

    if (n == (size_t)-1 || n == (size_t)-2)
        n = 1;
    else if (!(text[0] == '\\' && text[1] == 'x') && iswprint((wint_t)wide)) {
        columns = wcwidth(wide);
        buf_addn(out, text, n);
        *width += columns > 0 ? (size_t)columns : 0;
        return n;
    }
    *width += add_hex(out, text, n);
    return n;
}

char *table_escape(const char *text, size_t *ret_width)
{
    AUTO(buf_done) struct buf out = { 0 };
    size_t width = 0;
    locale_t old, utf8 = utf8_begin(&old);

    while (*text)
        text += add_char(&out, text, &width);
    utf8_end(utf8, old);
    if (ret_width)
        *ret_width = width;
    return buf_take(&out);
}

void table_add(struct table *table, const char *cell, ...)
{
    AUTO(strv_done) struct strv row = { 0 };
    va_list ap;

    va_start(ap, cell);
    for (; cell; cell = va_arg(ap, const char *))
        strv_add(&row, cell);
    va_end(ap);
    table_add_list(table, &row);
}

void table_add_list(struct table *table, const struct strv *row)
{
    if (!table->columns)
        table->columns = row->n;
    for (size_t i = 0; i < table->columns; i++)
        strv_add(&table->cells, i < row->n ? row->v[i] : "");
}

/* A table ready to print: its cells escaped, and their widths. */
struct layout {
    struct strv cells;
    size_t columns, *widths, *widest;
    const char *(*color)(size_t column, const char *cell);
    const bool *right;
};

static struct layout layout_new(const struct table *table, bool header)
{
    struct layout layout = {
        .columns = table->columns,
        .color = table->color,
        .right = table->right,
        .widths = mem_new(table->cells.n, sizeof(size_t)),
        .widest = mem_new(table->columns, sizeof(size_t)),
    };

    for (size_t i = 0; i < table->cells.n; i++) {
        size_t column = i % table->columns, width;

        strv_take(&layout.cells, table_escape(table->cells.v[i], &width));
        layout.widths[i] = width;
        if ((header || i >= table->columns) && width > layout.widest[column])
            layout.widest[column] = width;
    }
    return layout;
}

static void layout_done(struct layout *layout)
{
    strv_done(&layout->cells);
    free(layout->widths);
    free(layout->widest);
}
CLEANUP_DONE(struct layout, layout_done);

static void print_cell(const struct layout *layout, size_t cell, FILE *out)
{
    const char *text = layout->cells.v[cell];
    const char *color = layout->color && cell >= layout->columns
                            ? layout->color(cell % layout->columns, text)
                            : NULL;

    if (color)
        fprintf(out, " \033[%sm%s\033[m", color, text);
    else
        fprintf(out, " %s", text);
}

static void print_row(const struct layout *layout, size_t first, FILE *out)
{
    for (size_t i = 0; i < layout->columns; i++) {
        size_t cell = first + i;
        size_t pad = layout->widest[i] - layout->widths[cell];
        bool right = layout->right && layout->right[i];

        if (right)
            fprintf(out, "%*s", (int)pad, "");
        print_cell(layout, cell, out);
        if (i + 1 < layout->columns)
            fprintf(out, "%*s", right ? 2 : (int)pad + 2, "");
    }
    putc('\n', out);
}

static void print_rule(const struct layout *layout, FILE *out)
{
    for (size_t i = 0; i < layout->columns; i++)
        for (size_t n = 0; n < layout->widest[i] + 3; n++)
            putc('-', out);
    putc('\n', out);
}

void table_print(const struct table *table, FILE *out, bool header)
{
    AUTO(layout_done) struct layout layout = layout_new(table, header);

    if (!layout.cells.n)
        return;
    if (header) {
        print_row(&layout, 0, out);
        print_rule(&layout, out);
    }
    for (size_t at = table->columns; at < layout.cells.n; at += table->columns)
        print_row(&layout, at, out);
}

void table_done(struct table *table)
{
    strv_done(&table->cells);
    *table = (struct table){ 0 };
}
