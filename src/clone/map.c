/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/map.h"
#include "base/mem.h"
#include "clone/clone.h"

#include <ctype.h>
#include <string.h>

enum { NAME_LEAST = 3 };

const char *map_find(const struct clone *clone, const char *old)
{
    return dict_get(&clone->map.by_old, old);
}

bool map_has_new(const struct clone *clone, const char *value)
{
    return dict_get(&clone->map.by_new, value) != NULL;
}

void map_add(struct clone *clone, const char *old, const char *value)
{
    struct map *map = &clone->map;

    strv_add(&map->pairs, old);
    strv_add(&map->pairs, value);
    value = map->pairs.v[map->pairs.n - 1];
    dict_put(&map->by_old, old, (char *)value);
    dict_put(&map->by_new, value, (char *)value);
}

void map_done(struct map *map)
{
    strv_done(&map->pairs);
    dict_done(&map->by_old);
    dict_done(&map->by_new);
}

/* ---- rewriting ---------------------------------------------------------- */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (c & 0x80);
}

static size_t hex(const char *at, size_t most)
{
    size_t n = 0;

    while (n < most && isxdigit((unsigned char)at[n]))
        n++;
    return n;
}

/* Hexadecimal groups of these lengths with a mark between them. */
static size_t groups(const char *at, const char *lengths, char mark)
{
    const char *p = at;

    for (; *lengths; lengths++) {
        size_t want = (size_t)(*lengths - 'a');

        if (hex(p, want) != want)
            return 0;
        p += want;
        if (lengths[1] && *p++ != mark)
            return 0;
    }
    return is_word(*p) ? 0 : (size_t)(p - at);
}

/* What ends a path in a list of options. */
static size_t path(const char *at)
{
    return *at == '/' ? strcspn(at, " \t\n,;:='\"()<>|") : 0;
}

static const char *find_lower(const struct clone *clone, const char *at,
                              size_t n)
{
    AUTO(free) char *key = mem_ndup(at, n);

    for (char *p = key; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return map_find(clone, key);
}

/* What the word at `at` becomes, or NULL; *ret_n gets its length. */
static char *new_id(const struct clone *clone, const char *at, size_t *ret_n)
{
    static const char uuid[] = "ieeem", mac[] = "cccccc";
    const char *value = NULL;

    if ((*ret_n = groups(at, uuid, '-')) || (*ret_n = groups(at, mac, ':')))
        value = find_lower(clone, at, *ret_n);
    else if ((*ret_n = path(at))) {
        AUTO(free) char *key = mem_ndup(at, *ret_n);

        value = map_find(clone, key);
    }
    return value ? mem_dup(value) : NULL;
}

/* A UUID without its dashes. */
static char *new_bare(const struct clone *clone, const char *at, size_t *ret_n)
{
    AUTO(free) char *dashed = NULL;
    const char *value;
    char *bare, *to;

    if (hex(at, 33) != 32 || is_word(at[32]))
        return NULL;
    dashed = mem_fmt("%.8s-%.4s-%.4s-%.4s-%.12s", at, at + 8, at + 12, at + 16,
                     at + 20);
    value = find_lower(clone, dashed, strlen(dashed));
    if (!value)
        return NULL;
    *ret_n = 32;
    bare = to = mem_dup(value);
    for (; *value; value++)
        if (*value != '-')
            *to++ = *value;
    *to = '\0';
    return bare;
}

static char *new_name(const struct clone *clone, const char *at, size_t *ret_n)
{
    const char *old = clone->source.name;

    *ret_n = strlen(old);
    if (*ret_n < NAME_LEAST || strncmp(at, old, *ret_n) ||
        is_word(at[*ret_n]))
        return NULL;
    return mem_dup(clone->name);
}

/* The new name may hold the old one: "base" in "base-2". */
static bool is_new_name(const struct clone *clone, const char *at)
{
    size_t n = strlen(clone->name);

    return n > strlen(clone->source.name) && !strncmp(at, clone->name, n) &&
           !is_word(at[n]);
}

static char *new_word(const struct clone *clone, const char *at, size_t *ret_n)
{
    char *word = new_id(clone, at, ret_n);

    if (!word)
        word = new_bare(clone, at, ret_n);
    return word ? word : new_name(clone, at, ret_n);
}

char *map_rewrite(const struct clone *clone, const char *text)
{
    AUTO(buf_done) struct buf out = { 0 };
    const char *whole = map_find(clone, text);
    bool changed = false;
    size_t n;

    if (whole)
        return strcmp(whole, text) ? mem_dup(whole) : NULL;
    for (const char *p = text; *p; p += n) {
        bool begins = p == text || !is_word(p[-1]);
        AUTO(free) char *word = NULL;

        if (begins && is_new_name(clone, p)) {
            n = strlen(clone->name);
            buf_addn(&out, p, n);
            continue;
        }
        word = begins ? new_word(clone, p, &n) : NULL;
        if (!word)
            n = 1;
        if (word && (strlen(word) != n || strncmp(word, p, n))) {
            buf_add(&out, word);
            changed = true;
        } else {
            buf_addn(&out, p, n);
        }
    }
    return changed ? buf_take(&out) : NULL;
}
