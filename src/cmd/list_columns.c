/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/list_columns.h"
#include "base/mem.h"
#include "cmd/list_facts.h"
#include "lua/column.h"
#include "shell/color.h"
#include "shell/table.h"

#include <string.h>

enum { COLUMNS_MOST = 32 };

/* ---- which -------------------------------------------------------------- */

/* The columns that were chosen. */
struct columns {
    struct session *session;
    struct column v[COLUMNS_MOST];
    bool right[COLUMNS_MOST]; /* aligned so */
    bool told[COLUMNS_MOST];  /* that it fails */
    size_t n;
    bool whole;          /* nothing is cut */
    bool stopped;        /* by Ctrl-C: what is missing is not asked for */
    bool read;           /* the scripts */
    struct strv scripts; /* lua_columns */
};

static void columns_done(struct columns *columns)
{
    strv_done(&columns->scripts);
}
CLEANUP_DONE(struct columns, columns_done);

static bool find_fact(const char *word, struct column *ret)
{
    for (const struct column *at = list_facts; at->name; at++)
        if (!strcmp(at->name, word))
            return *ret = *at, true;
    return false;
}

/* Scripts are read when a column is none of the program's own. */
static int find_scripted(struct columns *columns, const char *word,
                         struct err *err)
{
    struct strv *texts = &columns->scripts;

    if (!columns->read && columns->session->hooks &&
        lua_columns(columns->session->hooks, texts, err))
        return -1;
    columns->read = true;
    for (size_t i = 0; i + 2 < texts->n; i += 3)
        if (!strcmp(texts->v[i], word)) {
            columns->v[columns->n] =
                (struct column){ .name = texts->v[i],
                                 .title = texts->v[i + 1] };
            columns->right[columns->n] = !strcmp(texts->v[i + 2], "right");
            return 1;
        }
    return 0;
}

static int unknown(const struct columns *columns, const char *word,
                   struct err *err)
{
    AUTO(strv_done) struct strv names = { 0 };
    AUTO(free) char *all = NULL;
    const char *near;

    for (const struct column *at = list_facts; at->name; at++)
        strv_add(&names, at->name);
    for (size_t i = 0; i < columns->scripts.n; i += 3)
        strv_add(&names, columns->scripts.v[i]);
    near = str_closest(word, (const char *const *)names.v, names.n);
    if (near)
        return err_usage(err, "there is no column '%s'\nDid you mean '%s'?",
                         word, near);
    all = strv_join(&names, " ");
    return err_usage(err, "there is no column '%s'; columns: %s", word, all);
}

static int add(struct columns *columns, const char *word, struct err *err)
{
    int found;

    if (columns->n == COLUMNS_MOST)
        return err_usage(err, "more than %d columns", COLUMNS_MOST);
    found = find_fact(word, &columns->v[columns->n])
                ? 1
                : find_scripted(columns, word, err);
    if (found < 0)
        return -1;
    if (!found)
        return unknown(columns, word, err);
    columns->n++;
    return 0;
}

static int parse(const char *text, struct columns *ret, struct err *err)
{
    AUTO(free) char *copy = mem_dup(text);
    char *rest = copy, *word;

    while ((word = strsep(&rest, ",")))
        if (add(ret, word, err))
            return -1;
    return 0;
}

/* ---- cells -------------------------------------------------------------- */

/* One that fails is told once a column, and the rest is shown. */
static char *scripted(struct columns *columns, size_t at, virDomainPtr domain)
{
    struct session *session = columns->session;
    struct column *column = &columns->v[at];
    struct lua_cell cell = {
        .column = column->name,
        .domain = domain,
        .whole = columns->whole,
        .stop = &session->interrupted,
    };
    struct err err = ERR_INIT;
    char *text =
        columns->stopped ? mem_dup("") : lua_cell(session->hooks, &cell, &err);

    column->kind = cell.is_number ? KIND_NUMBER : KIND_TEXT;
    if (text)
        return text;
    columns->stopped |= err.code == ERR_INTERRUPTED;
    if (!columns->told[at] && !columns->stopped)
        session_warn(session, "column '%s' of '%s': %s", column->name,
                     virDomainGetName(domain), err.text);
    columns->told[at] = true;
    return mem_dup("?");
}

static char *cell(struct columns *columns, size_t at, virDomainPtr domain)
{
    char *(*value)(virDomainPtr) = columns->v[at].value;

    return value ? value(domain) : scripted(columns, at, domain);
}

static void get_row(struct columns *columns, virDomainPtr domain,
                    struct strv *ret)
{
    for (size_t i = 0; i < columns->n; i++)
        strv_take(ret, cell(columns, i, domain));
}

static int end(const struct columns *columns, struct err *err)
{
    return columns->stopped ? err_set(err, ERR_INTERRUPTED, "interrupted") : 0;
}

/* ---- forms -------------------------------------------------------------- */

static const char *color(size_t column, const char *cell)
{
    (void)column;
    return color_of_state(cell);
}

static void print_table(struct session *session, struct columns *columns,
                        const struct domains *domains)
{
    AUTO(table_done)
    struct table table = { .columns = columns->n, .right = columns->right };

    for (size_t i = 0; i < columns->n; i++)
        strv_add(&table.cells, columns->v[i].title);
    for (size_t i = 0; i < domains->n; i++) {
        AUTO(strv_done) struct strv row = { 0 };

        get_row(columns, domains->v[i], &row);
        table_add_list(&table, &row);
    }
    table.color = color_results(session) ? color : NULL;
    if (!columns->stopped)
        table_print(&table, session->out, !session->quiet);
}

/* RFC 4180: quotes where they are needed, and doubled within. */
static void print_csv_cell(FILE *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (; *text; text++)
        fprintf(out, *text == '"' ? "\"\"" : "%c", *text);
    putc('"', out);
}

static void print_csv_row(FILE *out, const struct strv *row)
{
    for (size_t i = 0; i < row->n; i++) {
        if (i)
            putc(',', out);
        print_csv_cell(out, row->v[i]);
    }
    putc('\n', out);
}

static void print_csv(struct session *session, struct columns *columns,
                      const struct domains *domains)
{
    AUTO(strv_done) struct strv head = { 0 };

    for (size_t i = 0; i < columns->n; i++)
        strv_add(&head, columns->v[i].name);
    if (!session->quiet)
        print_csv_row(session->out, &head);
    for (size_t i = 0; i < domains->n; i++) {
        AUTO(strv_done) struct strv row = { 0 };

        get_row(columns, domains->v[i], &row);
        print_csv_row(session->out, &row);
    }
}

static void put(struct json_object *object, const struct column *column,
                const char *text)
{
    if (column->kind == KIND_FLAG)
        json_put_flag(object, column->name, str_eq(text, "yes"));
    else if (column->kind == KIND_NUMBER &&
             str_is_number(text + (*text == '-')))
        json_object_object_add(object, column->name,
                               json_object_new_int64(strtoll(text, NULL, 10)));
    else
        json_put_text(object, column->name,
                      column->kind == KIND_NUMBER || !*text ? NULL : text);
}

static void print_json(struct session *session, struct columns *columns,
                       const struct domains *domains)
{
    struct json_object *array = json_object_new_array();

    for (size_t i = 0; i < domains->n; i++) {
        struct json_object *object = json_object_new_object();
        AUTO(strv_done) struct strv row = { 0 };

        get_row(columns, domains->v[i], &row);
        for (size_t at = 0; at < row.n; at++)
            put(object, &columns->v[at], row.v[at]);
        json_object_array_add(array, object);
    }
    json_print(session, array);
}

int list_columns_print(struct session *session, const struct domains *domains,
                       const char *columns, enum list_format format,
                       struct err *err)
{
    AUTO(columns_done)
    struct columns chosen = { .session = session,
                              .whole = format != LIST_TABLE };

    if (parse(columns, &chosen, err))
        return -1;
    if (format == LIST_JSON)
        print_json(session, &chosen, domains);
    else if (format == LIST_CSV)
        print_csv(session, &chosen, domains);
    else
        print_table(session, &chosen, domains);
    return end(&chosen, err);
}

void list_columns_all(virDomainPtr domain, struct strv *ret)
{
    for (const struct column *at = list_facts; at->name; at++) {
        strv_add(ret, at->title);
        strv_take(ret, at->value(domain));
    }
}

void list_columns_put(virDomainPtr domain, struct json_object *object)
{
    for (const struct column *at = list_facts; at->name; at++) {
        AUTO(free) char *text = at->value(domain);

        put(object, at, text);
    }
}

/* ---- sorting ------------------------------------------------------------ */

struct keyed {
    virDomainPtr domain;
    char *key;
};

/* Who has no value comes last. */
static int compare(const void *a, const void *b)
{
    const char *one = ((const struct keyed *)a)->key;
    const char *two = ((const struct keyed *)b)->key;
    bool none = !*one || str_eq(one, "-"), none2 = !*two || str_eq(two, "-");

    if (none != none2)
        return none ? 1 : -1;
    return strverscmp(one, two);
}

int list_columns_sort(struct session *session, struct domains *domains,
                      const char *column, struct err *err)
{
    AUTO(columns_done)
    struct columns by = { .session = session, .whole = true };
    struct keyed *rows;

    if (add(&by, column, err))
        return -1;
    rows = mem_new(domains->n, sizeof(*rows));
    for (size_t i = 0; i < domains->n; i++)
        rows[i] = (struct keyed){ domains->v[i], cell(&by, 0, domains->v[i]) };
    qsort(rows, domains->n, sizeof(*rows), compare);
    for (size_t i = 0; i < domains->n; i++) {
        domains->v[i] = rows[i].domain;
        free(rows[i].key);
    }
    free(rows);
    return end(&by, err);
}
