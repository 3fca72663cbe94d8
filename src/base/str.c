/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/str.h"
#include "base/mem.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void strv_take(struct strv *list, char *text)
{
    list->v = mem_more(list->v, list->n, sizeof(char *));
    list->v[list->n++] = text;
    list->v = mem_more(list->v, list->n, sizeof(char *));
    list->v[list->n] = NULL;
}

void strv_add(struct strv *list, const char *text)
{
    strv_take(list, mem_dup(text));
}

void strv_fmt(struct strv *list, const char *fmt, ...)
{
    char *text = NULL;
    va_list ap;

    va_start(ap, fmt);
    if (vasprintf(&text, fmt, ap) < 0)
        text = mem_dup("");
    va_end(ap);
    strv_take(list, text);
}

bool strv_has(const struct strv *list, const char *text)
{
    for (size_t i = 0; i < list->n; i++)
        if (!strcmp(list->v[i], text))
            return true;
    return false;
}

static int by_byte(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void strv_sort(struct strv *list)
{
    if (list->n)
        qsort(list->v, list->n, sizeof(char *), by_byte);
}

char *strv_join(const struct strv *list, const char *sep)
{
    AUTO(buf_done) struct buf buf = { 0 };

    for (size_t i = 0; i < list->n; i++) {
        buf_add(&buf, i ? sep : "");
        buf_add(&buf, list->v[i]);
    }
    return buf_take(&buf);
}

void strv_done(struct strv *list)
{
    for (size_t i = 0; i < list->n; i++)
        free(list->v[i]);
    free(list->v);
    *list = (struct strv){ 0 };
}

void buf_addn(struct buf *buf, const char *bytes, size_t n)
{
    while (buf->room < buf->n + n + 1) {
        size_t room = buf->room ? 2 * buf->room : 64;
        char *text = mem_new(room, 1);

        if (buf->n)
            memcpy(text, buf->text, buf->n);
        mem_set(&buf->text, text);
        buf->room = room;
    }
    memcpy(buf->text + buf->n, bytes, n);
    buf->n += n;
    buf->text[buf->n] = '\0';
}

void buf_add(struct buf *buf, const char *text)
{
    buf_addn(buf, text, strlen(text));
}

void buf_fmt(struct buf *buf, const char *fmt, ...)
{
    AUTO(free) char *text = NULL;
    va_list ap;

    va_start(ap, fmt);
    if (vasprintf(&text, fmt, ap) < 0)
        text = NULL;
    va_end(ap);
    if (text)
        buf_add(buf, text);
}

char *buf_take(struct buf *buf)
{
    char *text = buf->text ? buf->text : mem_dup("");

    *buf = (struct buf){ 0 };
    return text;
}

void buf_done(struct buf *buf)
{
    free(buf->text);
    *buf = (struct buf){ 0 };
}

bool str_eq(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

bool str_is_among(const char *text, const char *const *texts)
{
    while (*texts && strcmp(*texts, text) != 0)
        texts++;
    return *texts;
}

bool str_starts(const char *text, const char *prefix)
{
    return !strncmp(text, prefix, strlen(prefix));
}

bool str_ends(const char *text, const char *suffix)
{
    size_t n = strlen(text), m = strlen(suffix);

    return n >= m && !strcmp(text + n - m, suffix);
}

/* Length of the well-formed sequence at s, 0 when there is none. Overlong
 * forms, surrogates and what is above U+10FFFF are not well formed. */
static size_t utf8_length(const unsigned char *s)
{
    size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2
             : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;

    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return n;
}

bool str_is_utf8(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;

    while (*s) {
        size_t n = utf8_length(s);

        if (!n)
            return false;
        s += n;
    }
    return true;
}

bool str_is_number(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

bool str_is_uuid(const char *text)
{
    if (strlen(text) != 36)
        return false;
    for (size_t i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
            return false;
    }
    return true;
}

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* Damerau-Levenshtein distance (a swap of neighbours is one error); words
 * over 40 letters are never near. */
static size_t distance(const char *a, const char *b)
{
    enum { MAX = 40 };
    size_t d[MAX + 1][MAX + 1], n = strlen(a), m = strlen(b);

    if (n > MAX || m > MAX)
        return MAX;
    for (size_t i = 0; i <= n; i++)
        for (size_t j = 0; j <= m; j++) {
            if (!i || !j) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = min3(d[i - 1][j] + 1, d[i][j - 1] + 1,
                           d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
                a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < d[i][j])
                d[i][j] = d[i - 2][j - 2] + 1;
        }
    return d[n][m];
}

const char *str_closest(const char *word, const char *const *candidates,
                        size_t n)
{
    size_t best = strlen(word) < 4 ? 1 : 2;
    const char *found = NULL;

    for (size_t i = 0; i < n; i++) {
        size_t d = distance(word, candidates[i]);

        if (d < best + !found) {
            best = d;
            found = candidates[i];
        }
    }
    return found;
}

struct size_text str_size(uint64_t bytes)
{
    static const char *const units[] = { "B",   "KiB", "MiB", "GiB",
                                         "TiB", "PiB", "EiB" };
    struct size_text out;
    double value = (double)bytes;
    size_t unit = 0;

    while (value >= 1024 && unit + 1 < COUNT(units)) {
        value /= 1024;
        unit++;
    }
    snprintf(out.text, sizeof(out.text), "%.*f %s",
             value == (double)(uint64_t)value || value >= 100 ? 0 : 1, value,
             units[unit]);
    return out;
}

/* The factor that a suffix stands for, 0 when it is none. */
static uint64_t size_factor(const char *suffix)
{
    static const char letters[] = "kmgtpe";
    const char *at;
    uint64_t base, factor = 1;

    if (!*suffix || !strcasecmp(suffix, "b") || !strcasecmp(suffix, "byte") ||
        !strcasecmp(suffix, "bytes"))
        return 1;
    at = strchr(letters, tolower((unsigned char)*suffix));
    if (!at)
        return 0;
    if (!suffix[1] || !strcasecmp(suffix + 1, "ib"))
        base = 1024;
    else if (!strcasecmp(suffix + 1, "b"))
        base = 1000;
    else
        return 0;
    for (const char *p = letters; p <= at; p++)
        factor *= base;
    return factor;
}

bool str_to_size(const char *text, uint64_t *ret_bytes)
{
    char *end;
    uint64_t value, factor, product;

    if (!isdigit((unsigned char)*text))
        return false;
    errno = 0;
    value = strtoull(text, &end, 10);
    while (*end == ' ')
        end++;
    factor = size_factor(end);
    if (errno || !factor || __builtin_mul_overflow(value, factor, &product) ||
        product > INT64_MAX)
        return false;
    *ret_bytes = product;
    return true;
}
