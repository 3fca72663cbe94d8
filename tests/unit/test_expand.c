/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names in braces become what bash makes of them. */
#include "base/mem.h"
#include "base/proc.h"
#include "clone/expand.h"
#include "tap.h"

#include <stdlib.h>

/* What bash prints for the words, or NULL; to be freed. */
static char *by_bash(const char *text)
{
    AUTO(free) char *script = mem_fmt("printf '%%s\\n' %s", text);
    AUTO(proc_result_done) struct proc_result result = { 0 };
    const char *const argv[] = { "bash", "-c", script, NULL };
    struct proc proc = { .argv = argv, .limit = 1 << 20 };
    struct err err = ERR_INIT;

    if (proc_run(&proc, &result, &err) || result.status)
        return NULL;
    return mem_dup(result.out);
}

static char *by_us(const char *text)
{
    AUTO(strv_done) struct strv names = { 0 };
    AUTO(buf_done) struct buf all = { 0 };
    struct err err = ERR_INIT;

    if (name_expand(text, &names, &err))
        return mem_dup(err.text);
    for (size_t i = 0; i < names.n; i++)
        buf_fmt(&all, "%s\n", names.v[i]);
    return buf_take(&all);
}

static void check_bash(void)
{
    static const char *const texts[] = {
        "web",
        "web-{1..3}",
        "web-{01..12}",
        "web-{1..010}",
        "{001..3}",
        "{3..1}",
        "{10..1..3}",
        "{1..10..3}",
        "{1..10..-3}",
        "{1..3..0}",
        "{-2..2}",
        "{-02..2}",
        "{02..-2}",
        "{0..0}",
        "{00..1}",
        "{a..e}",
        "{e..a}",
        "{a..a}",
        "{a..i..2}",
        "{i..a..3}",
        "{A..C}",
        "{a,b}",
        "{a,b}-{1..2}",
        "{1..2}{a,b}{x,y}",
        "x{,y}z",
        "{a,b}{c",
        "{a",
        "a}",
        "{}",
        "a{}b",
        "{a}",
        "{a}{b,c}",
        "{1..}",
        "{1..2..}",
        "{1...3}",
        "{1..b}",
        "{a..1}",
        "{{1..2},x}",
        "{a,{b,c}d}e",
        "{a,b{1..3},c}",
        "{{a,b}}",
        "{{a}",
        "a{b{c,d}",
        "{+1..3}",
        "{1..3}{1..3}",
        "{a,b,c}.{x}",
        "}{a,b}",
        "{a,b}}",
        "{x{a,b},y}-{1..2}",
        "{a,b{c,d{e,f}}}",
    };

    for (size_t i = 0; i < COUNT(texts); i++) {
        AUTO(free) char *want = by_bash(texts[i]);
        AUTO(free) char *got = by_us(texts[i]);
        AUTO(free) char *test =
            mem_fmt("'%s' is what it is in bash", texts[i]);

        is_str(got, want, test);
    }
}

static void check_limits(void)
{
    static const char *const many[] = {
        "{1..10001}",          "{1..999999999}",
        "{1..101}{1..100}",    "{-999999999..999999999}",
        "{a,b}{1..5000}{1,2}", "{1..100}{1..100}{1..100}{1..100}",
    };

    for (size_t i = 0; i < COUNT(many); i++) {
        AUTO(strv_done) struct strv names = { 0 };
        AUTO(free) char *test = mem_fmt("'%s' is too many names", many[i]);
        struct err err = ERR_INIT;

        ok(name_expand(many[i], &names, &err) == -1 &&
               err.code == ERR_USAGE && strstr(err.text, "10000"),
           test);
    }
    {
        AUTO(strv_done) struct strv names = { 0 };
        struct err err = ERR_INIT;

        ok(name_expand("{1..10000}", &names, &err) == 0 && names.n == 10000,
           "ten thousand are not");
    }
}

int main(void)
{
    if (!proc_exists("bash"))
        return skip_all("bash is not installed");
    check_bash();
    check_limits();
    return done_testing();
}
