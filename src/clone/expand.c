/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/expand.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 10000, DIGITS = 9 };

/* What stands between a pair of braces. */
struct brace {
    const char *open, *close;
};

static int too_many(const char *text, struct err *err)
{
    return err_usage(err, "'%.60s' stands for more than %d names", text, MOST);
}

/* The brace that ends this one, or NULL. */
static const char *closing(const char *open)
{
    int depth = 0;

    for (const char *p = open; *p; p++) {
        depth += (*p == '{') - (*p == '}');
        if (!depth)
            return p;
    }
    return NULL;
}

/* A comma that is in no inner pair. */
static bool has_comma(const struct brace *brace)
{
    int depth = 0;

    for (const char *p = brace->open + 1; p < brace->close; p++) {
        depth += (*p == '{') - (*p == '}');
        if (*p == ',' && !depth)
            return true;
    }
    return false;
}

/* ---- {a,b} -------------------------------------------------------------- */

static void list_pieces(const struct brace *brace, struct strv *ret)
{
    const char *from = brace->open + 1;
    int depth = 0;

    for (const char *p = from; p <= brace->close; p++) {
        depth += (*p == '{') - (*p == '}');
        if ((*p == ',' && !depth) || p == brace->close) {
            strv_take(ret, mem_ndup(from, (size_t)(p - from)));
            from = p + 1;
        }
    }
}

/* ---- {01..20..2} -------------------------------------------------------- */

struct range {
    long from, to, step;
    int width;
};

/* A whole number at *p, at most nine digits; moves *p behind it. */
static bool number(const char **p, long *ret, int *width)
{
    bool sign = **p == '-' || **p == '+';
    size_t n = strspn(*p + sign, "0123456789");

    if (!n || n > DIGITS)
        return false;
    *ret = strtol(*p, NULL, 10);
    if (n > 1 && (*p)[sign] == '0' && (int)n + sign > *width)
        *width = (int)n + sign;
    *p += n + sign;
    return true;
}

static bool dots(const char **p)
{
    if (!str_starts(*p, ".."))
        return false;
    *p += 2;
    return true;
}

/* What may follow the two ends: nothing, or the step. */
static bool rest(const char *p, const struct brace *brace, struct range *ret)
{
    int ignored = 0;

    if (p != brace->close && (!dots(&p) || !number(&p, &ret->step, &ignored)))
        return false;
    ret->step = labs(ret->step) ? labs(ret->step) : 1;
    return p == brace->close;
}

static bool number_range(const struct brace *brace, struct range *ret)
{
    const char *p = brace->open + 1;

    *ret = (struct range){ .step = 1 };
    return number(&p, &ret->from, &ret->width) && dots(&p) &&
           number(&p, &ret->to, &ret->width) && rest(p, brace, ret);
}

/* Both are small, or both are capital. */
static bool are_letters(int a, int b)
{
    return (a >= 'a' && a <= 'z' && b >= 'a' && b <= 'z') ||
           (a >= 'A' && a <= 'Z' && b >= 'A' && b <= 'Z');
}

static bool letter_range(const struct brace *brace, struct range *ret)
{
    const char *p = brace->open + 1;

    if (brace->close < p + 4 || strncmp(p + 1, "..", 2) ||
        !are_letters(p[0], p[3]))
        return false;
    *ret = (struct range){ p[0], p[3], 1, 0 };
    return rest(p + 4, brace, ret);
}

static int range_pieces(const struct range *range, bool letters,
                        struct strv *ret)
{
    long n = labs(range->to - range->from) / range->step + 1;
    long step = range->to < range->from ? -range->step : range->step;

    if (n > MOST)
        return -1;
    for (long i = 0, value = range->from; i < n; i++, value += step) {
        if (letters)
            strv_fmt(ret, "%c", (char)value);
        else
            strv_fmt(ret, "%0*ld", range->width, value);
    }
    return 0;
}

/* 1: they are pieces; 0: these braces are only braces; -1: too many. */
static int pieces(const struct brace *brace, struct strv *ret)
{
    struct range range;

    if (has_comma(brace)) {
        list_pieces(brace, ret);
        return 1;
    }
    if (number_range(brace, &range))
        return range_pieces(&range, false, ret) ? -1 : 1;
    if (letter_range(brace, &range))
        return range_pieces(&range, true, ret) ? -1 : 1;
    return 0;
}

/* ---- all of them -------------------------------------------------------- */

/* The first pair of braces at or after this that are pieces. */
static int find(const char *text, struct brace *brace, struct strv *ret)
{
    for (brace->open = strchr(text, '{'); brace->open;
         brace->open = strchr(brace->open + 1, '{')) {
        int rc = 0;

        brace->close = closing(brace->open);
        if (brace->close)
            rc = pieces(brace, ret);
        if (rc)
            return rc;
    }
    return 0;
}

/* What stands before `from` is only text, braces and all. */
static int expand(const char *text, size_t from, struct strv *ret,
                  struct err *err)
{
    AUTO(strv_done) struct strv list = { 0 };
    struct brace brace;
    int rc = find(text + from, &brace, &list);

    if (rc < 0 || ret->n >= MOST)
        return too_many(text, err);
    if (rc == 0) {
        strv_add(ret, text);
        return 0;
    }
    from = (size_t)(brace.open - text);
    for (size_t i = 0; i < list.n; i++) {
        AUTO(free) char *name = mem_fmt("%.*s%s%s", (int)from, text, list.v[i],
                                        brace.close + 1);

        if (expand(name, from, ret, err))
            return -1;
    }
    return 0;
}

int name_expand(const char *text, struct strv *ret, struct err *err)
{
    return expand(text, 0, ret, err);
}
