/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cleanup.h"
#include "base/mem.h"
#include "base/str.h"
#include "guest/yaml.h"
#include "tap.h"

#include <string.h>

/* "old" becomes new, wherever it is a value. */
static char *old_to_new(const struct yaml_value *value, void *data)
{
    (void)data;
    return strcmp(value->text, "old") ? NULL : mem_dup("new");
}

static const struct {
    const char *test, *from, *to;
} rewritten[] = {
    { "a plain value is put in quotes", "a: old\n", "a: \"new\"\n" },
    { "comments and order stay",
      "# a comment\nb: 1 # one\na:   old   # two\nc: {}\n",
      "# a comment\nb: 1 # one\na:   \"new\"   # two\nc: {}\n" },
    { "quoted values are found", "a: 'old'\nb: \"old\"\n",
      "a: \"new\"\nb: \"new\"\n" },
    { "values in lists are found", "a:\n- old\n- [x, old]\n",
      "a:\n- \"new\"\n- [x, \"new\"]\n" },
    { "JSON stays JSON", "{\"a\": \"old\", \"b\": [1, null]}",
      "{\"a\": \"new\", \"b\": [1, null]}" },
    { "a key is no value", "old: x\n", "old: x\n" },
    { "a block of text becomes one line", "a: |-\n  old\nb: 2\n",
      "a: \"new\"\nb: 2\n" },
    { "an anchor keeps its name", "a: &x old\nb: *x\n",
      "a: &x \"new\"\nb: *x\n" },
    { "letters of several bytes are counted once",
      "\xc3\xa4: \xe2\x82\xac\nb: old # \xc3\xb6\n",
      "\xc3\xa4: \xe2\x82\xac\nb: \"new\" # \xc3\xb6\n" },
    { "a byte order mark stays",
      "\xef\xbb\xbf"
      "a: old\n",
      "\xef\xbb\xbf"
      "a: \"new\"\n" },
    { "line ends of DOS stay", "a: old\r\nb: old\r\n",
      "a: \"new\"\r\nb: \"new\"\r\n" },
    { "an empty text stays empty", "", "" },
};

static void check_rewrite(void)
{
    for (size_t i = 0; i < COUNT(rewritten); i++) {
        struct err err = ERR_INIT;
        AUTO(free)
        char *got = yaml_rewrite(rewritten[i].from, old_to_new, NULL, &err);

        is_str(got ? got : err.text, rewritten[i].to, rewritten[i].test);
    }
}

static const struct {
    const char *test, *from, *to;
} set[] = {
    { "a value is replaced", "k: 1\nb: 2\n", "k: \"v\"\nb: 2\n" },
    { "a key that is not there comes first", "b: 2\nc: 3\n",
      "k: \"v\"\nb: 2\nc: 3\n" },
    { "it comes after a comment", "# x\nb: 2\n", "# x\nk: \"v\"\nb: 2\n" },
    { "it is indented as the others are", "  b: 2\n  c: 3\n",
      "  k: \"v\"\n  b: 2\n  c: 3\n" },
    { "it comes into JSON", "{\"b\": 2}", "{\"k\": \"v\", \"b\": 2}" },
    { "it comes into an empty object", "{}", "{\"k\": \"v\"}" },
    { "it comes into an empty text", "", "k: \"v\"\n" },
    { "it comes behind comments without an end", "# x", "# x\nk: \"v\"\n" },
    { "a value that is not there is set", "k:\nb: 2\n", "k: \"v\"\nb: 2\n" },
    { "a key further in is another one", "b:\n  k: 1\n",
      "k: \"v\"\nb:\n  k: 1\n" },
};

static void check_set(void)
{
    for (size_t i = 0; i < COUNT(set); i++) {
        struct err err = ERR_INIT;
        AUTO(free) char *got = yaml_set(set[i].from, "k", "v", &err);

        is_str(got ? got : err.text, set[i].to, set[i].test);
    }
}

static void refused(const char *text, const char *why, const char *test)
{
    struct err err = ERR_INIT;
    AUTO(free) char *got = yaml_set(text, "k", "v", &err);

    is_str(got ? got : err.text, why, test);
}

static char *keys(const struct yaml_value *value, void *data)
{
    struct buf *seen = data;

    buf_fmt(seen, "%s/%s=%s%s ", value->above, value->key, value->text,
            value->top ? "!" : "");
    return NULL;
}

static void check_keys(void)
{
    AUTO(buf_done) struct buf seen = { 0 };
    struct err err = ERR_INIT;
    AUTO(free)
    char *got =
        yaml_rewrite("a: 1\nb: {c: [2, {d: 3}]}\ne: 4\n", keys, &seen, &err);

    is_str(seen.text, "/a=1! b/c=2 c/d=3 /e=4! ",
           "a value knows the keys that it is under");
}

static void check_deep(void)
{
    struct buf deep = { 0 };
    AUTO(free) char *text = NULL;

    for (int i = 0; i < 100; i++)
        buf_add(&deep, "[");
    for (int i = 0; i < 100; i++)
        buf_add(&deep, "]");
    text = buf_take(&deep);
    refused(text, "line 1: it is nested too deep",
            "what is nested too deep is refused");
}

int main(void)
{
    AUTO(free) char *quoted = yaml_quote("a \"b\" \\ \n");

    is_str(quoted, "\"a \\\"b\\\" \\\\ \\u000a\"",
           "what quotes would end is escaped");
    check_rewrite();
    check_set();
    check_keys();
    check_deep();
    refused("[1, 2]", "it is no mapping of keys", "a list has no keys");
    refused("words\n", "it is no mapping of keys", "a text has no keys");
    refused("a: [\n", "line 2: did not find expected node content",
            "what is not YAML is refused with its line");
    refused("\xff", "it is not UTF-8", "what is not UTF-8 is refused");
    return done_testing();
}
