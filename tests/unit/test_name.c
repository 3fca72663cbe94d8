/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of domains, and of what is copied for them. */
#include "base/mem.h"
#include "base/str.h"
#include "clone/name.h"
#include "tap.h"

/* A name of n bytes. */
static char *long_name(size_t n)
{
    char *name = mem_new(n + 1, 1);

    memset(name, 'x', n);
    return name;
}

/* ---- name_check --------------------------------------------------------- */

static void never(const char *name, const char *what)
{
    AUTO(free) char *test = mem_fmt("%s is refused, with force too", what);
    struct err err = ERR_INIT, forced = ERR_INIT;

    ok(name_check(name, false, &err) && name_check(name, true, &forced) &&
           err.code == ERR_FAILED && !strstr(err.text, "--force"),
       test);
}

static void only_forced(const char *name, const char *what)
{
    AUTO(free) char *test = mem_fmt("%s is taken with force only", what);
    struct err err = ERR_INIT, forced = ERR_INIT;

    ok(name_check(name, false, &err) && strstr(err.text, "--force takes it") &&
           !name_check(name, true, &forced),
       test);
}

static void taken(const char *name, const char *what)
{
    AUTO(free) char *test = mem_fmt("%s is a name", what);
    struct err err = ERR_INIT;

    if (!ok(!name_check(name, false, &err), test))
        tap_note("error", err.text);
}

static void check_never(void)
{
    AUTO(free) char *too_long = long_name(248);
    AUTO(free) char *much_too_long = long_name(300);

    never("", "the empty name");
    never(".", "the directory itself");
    never("..", "the directory above");
    never(".x", "a leading dot");
    never("a/b", "a slash");
    never("/", "the root");
    never("a\nb", "a line break");
    never("a\tb", "a tab");
    never("a\033[2Jb", "an escape");
    never("a\x7f", "DEL");
    never("a\xc2\x85", "a C1 control");
    never("a\xff", "a byte that is not UTF-8");
    never("a\xc0\xaf", "an overlong slash");
    never("a\xed\xa0\x80", "a surrogate");
    never(too_long, "a name of 248 bytes");
    never(much_too_long, "a name of 300 bytes");
}

static void check_taken(void)
{
    AUTO(free) char *longest = long_name(247);

    taken("web01", "a plain word");
    taken("web.01", "a dot inside");
    taken("web 01", "a blank inside");
    taken("w\xc3\xa9" "b", "UTF-8");
    taken("12a", "a number with a letter");
    taken("a..", "dots at the end");
    taken(longest, "a name of 247 bytes");
    only_forced("12", "a number");
    only_forced("-x", "a leading dash");
    only_forced(" x", "a leading blank");
    only_forced("x ", "a trailing blank");
    only_forced("6695eb01-f6a4-8304-79aa-97f2502e193f", "a UUID");
}

/* What is refused is shown, and must not reach the terminal as it is. */
static void message(const char *name, const char *what)
{
    AUTO(free) char *test = mem_fmt("the message for %s is one line of UTF-8 "
                                    "without control characters",
                                    what);
    struct err err = ERR_INIT;
    bool clean = name_check(name, false, &err) && str_is_utf8(err.text);

    for (const unsigned char *p = (const unsigned char *)err.text; *p; p++)
        if (*p < ' ' || *p == 0x7f || (*p == 0xc2 && p[1] < 0xa0))
            clean = false;
    if (!ok(clean, test))
        tap_note("error", err.text);
}

static void check_messages(void)
{
    AUTO(free) char *cut = long_name(300);

    memcpy(cut + 55, "\xe2\x82\xac", 3); /* across the cut */
    message("a\nb\033[2J", "a line break and an escape");
    message("\xff\xfe", "bytes that are not UTF-8");
    message("a\xc2\x9b" "b", "a C1 control");
    message(cut, "a long name that is cut in mid-character");
}

/* ---- name_file ---------------------------------------------------------- */

struct file_case {
    const char *domain, *file, *suffix, *want;
};

/* The new domain is "web", the tag "vda". */
static const struct file_case files[] = {
    { "base", "base.qcow2", NULL, "web.qcow2" },
    { "base", "base", NULL, "web" },
    { "base", "base-vda.qcow2", NULL, "web-vda.qcow2" },
    { "base", "base_vda.img", NULL, "web_vda.img" },
    { "base", "data-base.raw", NULL, "data-web.raw" },
    { "base", "a.base.raw", NULL, "a.web.raw" },
    { "base", "disk base one.raw", NULL, "disk web one.raw" },
    { "base", "base-base.raw", NULL, "web-base.raw" },
    { "base", "xbase-base.raw", NULL, "xbase-web.raw" },
    /* not a word of its own */
    { "base", "database.img", NULL, "web-vda.img" },
    { "base", "based.img", NULL, "web-vda.img" },
    { "base", "Base.img", NULL, "web-vda.img" },
    { "b", "base.img", NULL, "web-vda.img" },
    { "img", "disk.img", NULL, "web-vda.img" },
    /* suffixes that are none */
    { "base", "base.s1", NULL, "web.s1" },
    { "base", "base.1699999999", NULL, "web.1699999999" },
    { "base", "disk.snap1", NULL, "web-vda" },
    { "base", "disk.1699999999", NULL, "web-vda" },
    { "base", "base.s1.qcow2", NULL, "web.s1.qcow2" },
    { "base", "base.QCOW2", NULL, "web.QCOW2" },
    { "base", ".qcow2", NULL, "web-vda.qcow2" },
    /* the old name has dots, blanks, signs of a pattern, or a suffix */
    { "b.1", "b.1.qcow2", NULL, "web.qcow2" },
    { "b.1", "bx1.qcow2", NULL, "web-vda.qcow2" },
    { "a b", "a b.img", NULL, "web.img" },
    { "%s%n", "%s%n.img", NULL, "web.img" },
    { "a*", "ab.img", NULL, "web-vda.img" },
    { "base.img", "base.img", NULL, "web-vda.img" },
    { "base.img", "base.img.img", NULL, "web.img" },
    /* the format changes */
    { "base", "base.qcow2", "raw", "web.raw" },
    { "base", "base.s1", "raw", "web.s1.raw" },
    { "base", "disk", "qcow2", "web-vda.qcow2" },
};

static void check_files(void)
{
    for (size_t i = 0; i < COUNT(files); i++) {
        const struct file_case *c = &files[i];
        struct name_rule rule = { c->domain, "web", "vda", c->suffix,
                                  false };
        AUTO(free) char *got = name_file(&rule, c->file);
        AUTO(free) char *test =
            mem_fmt("'%s' of '%s'%s%s is copied to '%s'", c->file, c->domain,
                    c->suffix ? " as " : "", c->suffix ? c->suffix : "",
                    c->want);

        is_str(got, c->want, test);
    }
}

/* Whatever the names are: never the old file's name, never empty, no slash. */
static void check_properties(void)
{
    static const char *const parts[] = { "base", "a",  "-",      ".", "_",
                                         ".img", ".s1", "base.", " ", "vda" };
    size_t n = COUNT(parts), bad = 0;

    for (size_t i = 0; i < n * n * n; i++) {
        AUTO(free) char *old = mem_fmt("%s%s%s", parts[i % n],
                                       parts[i / n % n], parts[i / n / n]);
        struct name_rule rule = { "base", "web", "vda", NULL, false };
        AUTO(free) char *got = name_file(&rule, old);
        AUTO(free) char *second = name_numbered(got, 1);

        bad += !*got || !strcmp(got, old) || !strstr(got, "web") ||
               strchr(got, '/') || !strcmp(got, second);
    }
    is_int((int64_t)bad, 0, "every new name is new, has the clone's name and "
                            "can be numbered");
}

/* ---- name_numbered ------------------------------------------------------ */

static void numbered(const char *file, unsigned n, const char *want)
{
    AUTO(free) char *got = name_numbered(file, n);
    AUTO(free) char *test = mem_fmt("'%s' number %u is '%s'", file, n, want);

    is_str(got, want, test);
}

int main(void)
{
    check_never();
    check_taken();
    check_messages();
    check_files();
    check_properties();
    numbered("web-vda.qcow2", 0, "web-vda.qcow2");
    numbered("web-vda.qcow2", 2, "web-vda-2.qcow2");
    numbered("web.s1", 1, "web.s1-1");
    numbered("web", 12, "web-12");
    numbered(".img", 1, "-1.img");
    return done_testing();
}
