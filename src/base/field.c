/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/field.h"
#include "base/mem.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static size_t count(const struct field *rows)
{
    size_t n = 0;

    while (rows[n].name)
        n++;
    return n;
}

const struct field *field_find(const struct field *rows, const char *name)
{
    for (; rows->name; rows++)
        if (!strcmp(rows->name, name))
            return rows;
    return NULL;
}

const char *field_closest(const struct field *rows, const char *name)
{
    const char *names[64];
    size_t n = 0;

    for (; rows->name && n < COUNT(names); rows++)
        if (!(rows->flags & FIELD_HIDDEN))
            names[n++] = rows->name;
    return str_closest(name, names, n);
}

const struct field *field_data(const struct field *rows, size_t n)
{
    for (; rows->name; rows++) {
        if (!(rows->flags & FIELD_DATA))
            continue;
        if (n == 0 || (rows->flags & FIELD_REST))
            return rows;
        n--;
    }
    return NULL;
}

/* ---- one value ---------------------------------------------------------- */

static int set_int(const char *what, const char *value, int64_t *ret,
                   struct err *err)
{
    char *end;
    long long number;

    errno = 0;
    number = strtoll(value, &end, 10);
    if (errno || end == value || *end)
        return err_usage(err,
                         "Numeric value '%s' for <%s> option is malformed or "
                         "out of range",
                         value, what);
    *ret = number;
    return 0;
}

static int set_size(const char *what, const char *value, uint64_t *ret,
                    struct err *err)
{
    if (!str_to_size(value, ret))
        return err_usage(err,
                         "Scaled numeric value '%s' for <%s> option is "
                         "malformed or out of range",
                         value, what);
    return 0;
}

/* Whether the blank-separated list of words holds value. */
static bool among(const char *words, const char *value)
{
    size_t n = strchr(value, ' ') ? 0 : strlen(value);

    for (const char *p = words; n && (p = strstr(p, value)); p++)
        if ((p == words || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
            return true;
    return false;
}

/* Whether other texts than the row's values may be right as well. */
static bool is_open(const struct field *row)
{
    return row->complete == COMPLETE_LIST || row->complete == COMPLETE_COLUMN ||
           row->complete == COMPLETE_COLUMNS ||
           row->complete == COMPLETE_METHOD;
}

static int check_words(const struct field *row, const char *what,
                       const char *value, struct err *err)
{
    if (!row->values || is_open(row) ||
        among(row->values, value) ||
        (!*value && (row->flags & FIELD_OPTIONAL)))
        return 0;
    return err_usage(err, "%s: '%s' is not one of: %s", what, value,
                     row->values);
}

int field_set(const struct field *row, const char *what, const char *value,
              void *into, struct err *err)
{
    void *at = field_at(row, into);

    if (check_words(row, what, value, err))
        return -1;
    switch (row->type) {
    case FIELD_BOOL:
        *(bool *)at = true;
        return 0;
    case FIELD_TEXT:
        mem_set(at, mem_dup(value));
        return 0;
    case FIELD_TEXTS:
        strv_add(at, value);
        return 0;
    case FIELD_INT:
        return set_int(what, value, at, err);
    case FIELD_SIZE:
        return set_size(what, value, at, err);
    }
    return 0;
}

void fields_done(const struct field *rows, void *into)
{
    for (; rows->name; rows++) {
        if (rows->type == FIELD_TEXT)
            mem_set(field_at(rows, into), NULL);
        else if (rows->type == FIELD_TEXTS)
            strv_done(field_at(rows, into));
    }
}

/* ---- a command's words -------------------------------------------------- */

struct parse {
    const struct field *rows;
    const struct field_words *words;
    size_t at; /* the next word */
    bool raw;  /* all that follows is data */
    bool *seen;
    void *into;
};

static bool *seen(struct parse *parse, const struct field *row)
{
    return &parse->seen[row - parse->rows];
}

static int take_value(struct parse *parse, const struct field *row,
                      const char *value, struct err *err)
{
    if (*seen(parse, row) && row->type != FIELD_TEXTS &&
        !(row->flags & FIELD_LAST))
        return err_usage(err, "option --%s already seen", row->name);
    *seen(parse, row) = true;
    if (!*value && row->type != FIELD_BOOL &&
        !(row->flags & (FIELD_EMPTY_OK | FIELD_OPTIONAL)))
        return err_usage(
            err, "Failed to get option '%s': Option argument is empty",
            row->name);
    return field_set(row, row->name, value, parse->into, err);
}

static int no_such_option(struct parse *parse, const char *name,
                          struct err *err)
{
    const char *near = field_closest(parse->rows, name);

    err_usage(err, "command '%s' doesn't support option --%s",
              parse->words->command, name);
    if (near)
        err_usage(err,
                  "command '%s' doesn't support option --%s\n"
                  "Did you mean '--%s'?",
                  parse->words->command, name, near);
    return -1;
}

static int option_value(struct parse *parse, const struct field *row,
                        const char *equals, struct err *err)
{
    const struct field_words *words = parse->words;

    if (row->type == FIELD_BOOL && equals)
        return err_usage(err, "invalid '=' after option --%s", row->name);
    if (row->type == FIELD_BOOL ||
        ((row->flags & FIELD_OPTIONAL) && !equals))
        return take_value(parse, row, "", err);
    if (equals)
        return take_value(parse, row, equals + 1, err);
    if (parse->at == words->n)
        return err_usage(err, "expected syntax: --%s <%s>", row->name,
                         row->type == FIELD_TEXT || row->type == FIELD_TEXTS
                             ? "string"
                             : "number");
    return take_value(parse, row, words->v[parse->at++], err);
}

/* The only row of FIELD_PREFIX that begins so, or NULL. */
static const struct field *find_prefix(const struct field *rows,
                                       const char *name)
{
    const struct field *found = NULL;

    for (; rows->name; rows++) {
        if (!(rows->flags & FIELD_PREFIX) || !str_starts(rows->name, name))
            continue;
        if (found)
            return NULL;
        found = rows;
    }
    return found;
}

/* "-n VALUE", "-nVALUE"; NULL when no row has that letter. */
static const struct field *find_short(const struct field *rows,
                                      const char *word)
{
    if (*word != '-' || !isalpha((unsigned char)word[1]))
        return NULL;
    for (; rows->name; rows++)
        if (rows->short_name == word[1])
            return rows;
    return NULL;
}

static int take_short(struct parse *parse, const struct field *row,
                      const char *word, struct err *err)
{
    if (!word[2])
        return option_value(parse, row, NULL, err);
    if (row->type == FIELD_BOOL)
        return err_usage(err, "-%c takes no value: '%s'", row->short_name,
                         word);
    return take_value(parse, row, word + 2, err);
}

static int take_option(struct parse *parse, const char *word, struct err *err)
{
    const char *equals = strchr(word, '=');
    AUTO(free) char *name =
        equals ? mem_ndup(word, (size_t)(equals - word)) : mem_dup(word);
    const struct field *row = field_find(parse->rows, name);

    if (!row)
        row = find_prefix(parse->rows, name);
    if (!row)
        return no_such_option(parse, name, err);
    return option_value(parse, row, equals, err);
}

/* Positional data goes to the first data row that has nothing yet. */
static int take_data(struct parse *parse, const char *word, struct err *err)
{
    for (const struct field *row = parse->rows; row->name; row++) {
        if (!(row->flags & FIELD_DATA))
            continue;
        parse->raw |= (row->flags & FIELD_RAW) && !*seen(parse, row);
        if (!*seen(parse, row) || (row->flags & FIELD_REST))
            return take_value(parse, row, word, err);
    }
    return err_usage(err, "unexpected data '%s'", word);
}

static int check_required(struct parse *parse, struct err *err)
{
    AUTO(buf_done) struct buf missing = { 0 };

    for (const struct field *row = parse->rows; row->name; row++)
        if ((row->flags & FIELD_REQUIRED) && !*seen(parse, row))
            buf_fmt(&missing, "%scommand '%s' requires <%s> option",
                    missing.n ? "\n" : "", parse->words->command, row->name);
    return missing.n ? err_usage(err, "%s", missing.text) : 0;
}

/* virsh's rule: "---" and "--=" are data. */
static bool is_option(const char *word)
{
    return str_starts(word, "--") && isalnum((unsigned char)word[2]);
}

static int take_words(struct parse *parse, struct err *err)
{
    const struct field_words *words = parse->words;
    bool options = true;

    while (parse->at < words->n) {
        const char *word = words->v[parse->at++];
        const struct field *row =
            options ? find_short(parse->rows, word) : NULL;
        int rc = 0;

        if (options && !parse->raw && !strcmp(word, "--"))
            options = false;
        else if (options && !parse->raw && is_option(word))
            rc = take_option(parse, word + 2, err);
        else if (row)
            rc = take_short(parse, row, word, err);
        else
            rc = take_data(parse, word, err);
        if (rc)
            return -1;
    }
    return check_required(parse, err);
}

int fields_parse(const struct field *rows, const struct field_words *words,
                 void *into, struct err *err)
{
    AUTO(free) char *flags = mem_new(count(rows), sizeof(bool));
    struct parse parse = {
        .rows = rows,
        .words = words,
        .seen = (bool *)flags,
        .into = into,
    };

    return take_words(&parse, err);
}

/* ---- "vda,pool=ssd" ----------------------------------------------------- */

char *field_piece(const char **text)
{
    AUTO(buf_done) struct buf piece = { 0 };
    const char *p = *text;

    for (; *p && !(*p == ',' && p[1] != ','); p++) {
        buf_addn(&piece, p, 1);
        if (*p == ',')
            p++;
    }
    *text = *p ? p + 1 : NULL;
    return buf_take(&piece);
}

static int no_such_key(const struct field *rows, const char *what,
                       const char *key, struct err *err)
{
    AUTO(buf_done) struct buf keys = { 0 };
    const char *near = field_closest(rows, key);

    if (near)
        return err_usage(err, "%s: there is no key '%s' (did you mean '%s'?)",
                         what, key, near);
    for (; rows->name; rows++)
        if (!(rows->flags & FIELD_HIDDEN))
            buf_fmt(&keys, "%s%s", keys.n ? ", " : "", rows->name);
    return err_usage(err, "%s: there is no key '%s'; keys: %s", what, key,
                     keys.text);
}

static int set_pair(const struct field *rows, const char *what, char *piece,
                    void *into, struct err *err)
{
    char *equals = strchr(piece, '=');
    const struct field *row;
    AUTO(free) char *name = NULL;

    if (!equals)
        return err_usage(err, "%s: '%s' is not KEY=VALUE", what, piece);
    *equals = '\0';
    row = field_find(rows, piece);
    if (!row)
        return no_such_key(rows, what, piece, err);
    if (!equals[1] && !(row->flags & FIELD_EMPTY_OK))
        return err_usage(err, "%s: %s has no value", what, piece);
    name = mem_fmt("%s: %s", what, piece);
    return field_set(row, name, equals + 1, into, err);
}

int fields_parse_pairs(const struct field *rows, const char *what,
                       const char *text, void *into, struct err *err)
{
    for (bool first = true; text; first = false) {
        AUTO(free) char *piece = field_piece(&text);
        int rc;

        if (first && *piece && !strchr(piece, '='))
            rc = field_set(rows, what, piece, into, err);
        else
            rc = set_pair(rows, what, piece, into, err);
        if (rc)
            return -1;
    }
    return 0;
}
