/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "base/str.h"
#include "tap.h"

static void test_strv(void)
{
    AUTO(strv_done) struct strv list = { 0 };
    AUTO(free) char *none = strv_join(&list, ",");
    AUTO(free) char *joined = NULL;

    is_str(none, "", "an empty list joins to an empty text");
    ok(!strv_has(&list, "a"), "an empty list has nothing");
    strv_sort(&list);
    strv_add(&list, "b");
    strv_take(&list, mem_dup("a"));
    strv_fmt(&list, "%c%d", 'B', 2);
    is_int((int64_t)list.n, 3, "a list counts its texts");
    ok(list.v[3] == NULL, "a list ends with NULL");
    ok(strv_has(&list, "B2"), "a list has what was added");
    ok(!strv_has(&list, "B"), "a list does not have a prefix");
    strv_sort(&list);
    joined = strv_join(&list, ", ");
    is_str(joined, "B2, a, b", "a list is sorted by byte");
    strv_done(&list);
    ok(list.n == 0 && !list.v, "a list is empty when it is done");
}

static void test_strv_grows(void)
{
    AUTO(strv_done) struct strv list = { 0 };
    bool ended = true, kept = true;

    for (int i = 0; i < 100; i++) {
        strv_fmt(&list, "%d", i);
        ended &= list.v[list.n] == NULL;
    }
    for (int i = 0; i < 100; i++)
        kept &= strtol(list.v[i], NULL, 10) == i;
    ok(ended, "a list ends with NULL at every length");
    ok(kept, "a list keeps its texts while it grows");
}

/* The three digits at s. */
static int number(const char *s)
{
    return (s[0] - '0') * 100 + (s[1] - '0') * 10 + s[2] - '0';
}

static void test_buf(void)
{
    AUTO(buf_done) struct buf buf = { 0 };
    AUTO(free) char *empty = buf_take(&buf);
    AUTO(free) char *text = NULL;
    bool kept = true;

    is_str(empty, "", "an empty buffer gives an empty text");
    buf_add(&buf, "a");
    buf_addn(&buf, "b\0c", 3);
    is_int((int64_t)buf.n, 4, "a buffer counts NULs too");
    ok(!memcmp(buf.text, "ab\0c", 5), "a buffer ends with NUL");
    buf_done(&buf);
    for (int i = 0; i < 1000; i++)
        buf_fmt(&buf, "%03d", i);
    for (int i = 0; i < 1000; i++)
        kept &= number(buf.text + (size_t)(3 * i)) == i;
    ok(kept && buf.n == 3000, "a buffer keeps its text while it grows");
    text = buf_take(&buf);
    ok(!buf.text && !buf.n && strlen(text) == 3000,
       "a buffer is empty after its text was taken");
}

static void test_compare(void)
{
    ok(str_eq("a", "a"), "equal texts are equal");
    ok(!str_eq("a", "b"), "different texts are not equal");
    ok(str_eq(NULL, NULL), "NULL equals NULL");
    ok(!str_eq("", NULL) && !str_eq(NULL, ""), "NULL does not equal a text");
    ok(str_starts("abc", "ab") && str_starts("abc", ""), "a text has a start");
    ok(!str_starts("ab", "abc"), "a start is not longer than its text");
    ok(str_ends("abc", "bc") && str_ends("abc", ""), "a text has an end");
    ok(!str_ends("bc", "abc"), "an end is not longer than its text");
}

struct text_case {
    const char *text;
    bool want;
    const char *name;
};

static void test_utf8(void)
{
    static const struct text_case cases[] = {
        { "", true, "nothing is UTF-8" },
        { "abc", true, "ASCII is UTF-8" },
        { "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", true,
          "two, three and four bytes are UTF-8" },
        { "\xed\x9f\xbf\xee\x80\x80", true, "the surrogates' neighbours" },
        { "\xf4\x8f\xbf\xbf", true, "U+10FFFF is UTF-8" },
        { "\xc3", false, "a cut sequence is not UTF-8" },
        { "\xe2\x82", false, "a longer cut sequence is not UTF-8" },
        { "\xa4", false, "a lone continuation is not UTF-8" },
        { "\xc3z", false, "a lead without continuation is not UTF-8" },
        { "\xc0\xaf", false, "an overlong slash is not UTF-8" },
        { "\xe0\x80\xaf", false, "an overlong three is not UTF-8" },
        { "\xf0\x80\x80\xaf", false, "an overlong four is not UTF-8" },
        { "\xed\xa0\x80", false, "a surrogate is not UTF-8" },
        { "\xf4\x90\x80\x80", false, "what is above U+10FFFF is not UTF-8" },
        { "\xff", false, "0xff is not UTF-8" },
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        ok(str_is_utf8(cases[i].text) == cases[i].want, cases[i].name);
}

static void test_shapes(void)
{
    static const struct text_case numbers[] = {
        { "0123456789", true, "digits are a number" },
        { "", false, "nothing is not a number" },
        { "12a", false, "letters are not a number" },
        { "-1", false, "a sign is not a digit" },
    };
    static const struct text_case uuids[] = {
        { "6695eb01-f6a4-8304-79aa-97f2502e193f", true, "a UUID is a UUID" },
        { "6695EB01-F6A4-8304-79AA-97F2502E193F", true, "capitals as well" },
        { "6695eb01f6a4830479aa97f2502e193f", false, "a UUID has its dashes" },
        { "6695eb01-f6a4-8304-79aa-97f2502e193", false, "a digit is missing" },
        { "6695eb01-f6a4-8304-79aa-97f2502e193f0", false, "one is too much" },
        { "6695eb01-f6a4-8304-79aa-97f2502e193g", false, "g is no digit" },
        { "6695eb01-f6a48-304-79aa-97f2502e193f", false, "a dash moved" },
    };

    for (size_t i = 0; i < COUNT(numbers); i++)
        ok(str_is_number(numbers[i].text) == numbers[i].want, numbers[i].name);
    for (size_t i = 0; i < COUNT(uuids); i++)
        ok(str_is_uuid(uuids[i].text) == uuids[i].want, uuids[i].name);
}

static void test_closest(void)
{
    static const char *const names[] = { "clone", "define", "list",
                                         "ls",    "start",  "shutdown" };
    static const struct {
        const char *word, *want, *name;
    } cases[] = {
        { "clne", "clone", "a missing letter" },
        { "cloone", "clone", "a letter too much" },
        { "clome", "clone", "a wrong letter" },
        { "clnoe", "clone", "two letters swapped" },
        { "strat", "start", "two others swapped" },
        { "shtudwon", "shutdown", "two mistakes" },
        { "lst", "list", "one mistake in a short word" },
        { "xy", NULL, "two mistakes in a short word are too many" },
        { "defnxyz", NULL, "three mistakes are too many" },
        { "", NULL, "nothing is close to nothing" },
        { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL,
          "a very long word is close to nothing" },
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        is_str(str_closest(cases[i].word, names, COUNT(names)), cases[i].want,
               cases[i].name);
    ok(!str_closest("clone", names, 0), "no candidates, none is close");
}

static void test_size(void)
{
    static const struct {
        uint64_t bytes;
        const char *want;
    } cases[] = {
        { 0, "0 B" },
        { 1023, "1023 B" },
        { 1024, "1 KiB" },
        { 1536, "1.5 KiB" },
        { 10737418240, "10 GiB" },
        { 1610612736, "1.5 GiB" },
        { 1024 * 1000 + 512, "1000 KiB" },
        { UINT64_MAX, "16 EiB" },
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        is_str(str_size(cases[i].bytes).text, cases[i].want,
               "a size is shown in its unit");
}

static void test_to_size(void)
{
    static const struct {
        const char *text;
        uint64_t want;
    } cases[] = {
        { "0", 0 },
        { "512", 512 },
        { "512b", 512 },
        { "512 bytes", 512 },
        { "1k", 1024 },
        { "1KB", 1000 },
        { "1KiB", 1024 },
        { "512MiB", 536870912 },
        { "10G", 10737418240 },
        { "10GB", 10000000000 },
        { "2T", 2199023255552 },
        { "1pib", 1125899906842624 },
        { "7E", 8070450532247928832 },
    };
    static const char *const bad[] = {
        "", "G", "-1", "+1", " 1", "1X", "1GG", "1GiBs", "1.5G", "8E",
        "18446744073709551616", "0x10", "1 G x", "1\xc3\xa4",
    };
    uint64_t bytes = 42;

    for (size_t i = 0; i < COUNT(cases); i++) {
        bytes = 42;
        ok(str_to_size(cases[i].text, &bytes) && bytes == cases[i].want,
           cases[i].text);
    }
    bytes = 42;
    for (size_t i = 0; i < COUNT(bad); i++)
        if (!ok(!str_to_size(bad[i], &bytes), "a malformed size is refused"))
            tap_note("text", bad[i]);
    is_int((int64_t)bytes, 42, "a refused size changes nothing");
}

int main(void)
{
    test_strv();
    test_strv_grows();
    test_buf();
    test_compare();
    test_utf8();
    test_shapes();
    test_closest();
    test_size();
    test_to_size();
    return done_testing();
}
