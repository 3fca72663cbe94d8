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

/* ---- {a,b} -------------------------------------------------------------- */

static void list_pieces(const struct brace *brace, struct strv *ret)
{
    const char *from = brace->open + 1;

    for (const char *p = from; p <= brace->close; p++)
        if (*p == ',' || p == brace->close) {
            strv_take(ret, mem_ndup(from, (size_t)(p - from)));
            from = p + 1;
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
    bool minus = **p == '-';
    size_t n = strspn(*p + minus, "0123456789");

    if (!n || n > DIGITS)
        return false;
    *ret = strtol(*p, NULL, 10);
    if (n > 1 && (*p)[minus] == '0' && (int)n + minus > *width)
        *width = (int)n + minus;
    *p += n + minus;
    return true;
}

static bool dots(const char **p)
{
    if (!str_starts(*p, ".."))
        return false;
    *p += 2;
    return true;
}

static bool number_range(const struct brace *brace, struct range *ret)
{
    const char *p = brace->open + 1;
    int ignored = 0;

    *ret = (struct range){ .step = 1 };
    if (!number(&p, &ret->from, &ret->width) || !dots(&p) ||
        !number(&p, &ret->to, &ret->width))
        return false;
    if (p != brace->close &&
        (!dots(&p) || !number(&p, &ret->step, &ignored)))
        return false;
    ret->step = labs(ret->step) ? labs(ret->step) : 1;
    return p == brace->close;
}

static bool letter_range(const struct brace *brace, struct range *ret)
{
    const char *p = brace->open + 1;
    bool fits = brace->close == p + 4 && !strncmp(p + 1, "..", 2) &&
                strchr("abcdefghijklmnopqrstuvwxyz", p[0]) &&
                strchr("abcdefghijklmnopqrstuvwxyz", p[3]);

    *ret = (struct range){ p[0], fits ? p[3] : 0, 1, 0 };
    return fits;
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

    if (memchr(brace->open, ',', (size_t)(brace->close - brace->open))) {
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

/* The first pair of braces that are pieces. */
static int find(const char *text, struct brace *brace, struct strv *ret)
{
    for (brace->open = strchr(text, '{'); brace->open;
         brace->open = strchr(brace->open + 1, '{')) {
        int rc = 0;

        brace->close = strchr(brace->open, '}');
        if (brace->close)
            rc = pieces(brace, ret);
        if (rc)
            return rc;
    }
    return 0;
}

int name_expand(const char *text, struct strv *ret, struct err *err)
{
    AUTO(strv_done) struct strv list = { 0 };
    struct brace brace;
    int rc = find(text, &brace, &list);

    if (rc < 0 || ret->n >= MOST)
        return too_many(text, err);
    if (rc == 0) {
        strv_add(ret, text);
        return 0;
    }
    for (size_t i = 0; i < list.n; i++) {
        AUTO(free) char *name =
            mem_fmt("%.*s%s%s", (int)(brace.open - text), text, list.v[i],
                    brace.close + 1);

        if (name_expand(name, ret, err))
            return -1;
    }
    return 0;
}
