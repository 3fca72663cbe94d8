/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/table.h"
#include "tap.h"

#include <locale.h>
#include <stdlib.h>

static char *printed(const struct table *table, bool header)
{
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);

    table_print(table, out, header);
    fclose(out);
    return text;
}

static void is_printed(const struct table *table, bool header,
                       const char *want, const char *name)
{
    AUTO(free) char *got = printed(table, header);

    is_str(got, want, name);
}

static void test_layout(void)
{
    AUTO(table_done) struct table table = { 0 };

    table_add(&table, "Id", "Name", "State", NULL);
    is_printed(&table, true, " Id   Name   State\n--------------------\n",
               "a table without rows is header and rule");
    is_printed(&table, false, "", "without header it is nothing");
    table_add(&table, "1", "test", "running", NULL);
    table_add(&table, "-", "a longer name", "shut off", NULL);
    is_printed(&table, true,
               " Id   Name            State\n"
               "--------------------------------\n"
               " 1    test            running\n"
               " -    a longer name   shut off\n",
               "columns are as wide as their widest cell");
    is_printed(&table, false,
               " 1   test            running\n"
               " -   a longer name   shut off\n",
               "without header its width does not count");
}

static void test_wide(void)
{
    AUTO(table_done) struct table table = { 0 };

    table_add(&table, "Name", "State", NULL);
    table_add(&table, "日本", "running", NULL);
    table_add(&table, "e\xcc\x81t\xc3\xa9", "idle", NULL);
    is_printed(&table, true,
               " Name   State\n"
               "-----------------\n"
               " 日本   running\n"
               " e\xcc\x81t\xc3\xa9    idle\n",
               "wide and combining characters are aligned in the C locale");
}

static void is_escaped(const char *text, const char *want, size_t width,
                       const char *name)
{
    size_t got_width = 99;
    AUTO(free) char *got = table_escape(text, &got_width);

    is_str(got, want, name);
    is_int((int64_t)got_width, (int64_t)width, "  and has the right width");
}

static void test_escape(void)
{
    is_escaped("plain", "plain", 5, "plain text stays");
    is_escaped("", "", 0, "empty text stays");
    is_escaped("a\tb\033[31m", "a\\x09b\\x1b[31m", 14,
               "control characters are shown");
    is_escaped("\xc2\x9b" "x", "\\xc2\\x9bx", 9, "C1 controls are shown");
    is_escaped("a\xff", "a\\xff", 5, "broken UTF-8 is shown");
    is_escaped("\xe6\x97", "\\xe6\\x97", 8, "cut UTF-8 is shown");
    is_escaped("\\x41", "\\x5cx41", 7, "what looks escaped is escaped");
}

int main(void)
{
    setlocale(LC_ALL, "C");
    test_layout();
    test_wide();
    test_escape();
    return done_testing();
}
