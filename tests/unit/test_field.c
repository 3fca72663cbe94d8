/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/field.h"
#include "base/mem.h"
#include "tap.h"

struct args {
    char *domain, *new_name, *mode, *note, *secret;
    bool all;
    int64_t number;
    uint64_t size;
    struct strv more;
};

#define F(member) FIELD(struct args, member)
#define DATA      (FIELD_DATA | FIELD_REQUIRED)
static const struct field rows[] = {
    { F(domain), .name = "domain", .flags = DATA },
    { F(new_name), .name = "new-name", .flags = DATA },
    { F(all), .name = "all" },
    { F(mode), .name = "mode", .values = "copy share empty" },
    { F(note), .name = "note", .flags = FIELD_EMPTY_OK },
    { F(secret), .name = "secret", .flags = FIELD_HIDDEN },
    { F(number), .name = "number" },
    { F(size), .name = "size" },
    { F(more), .name = "more", .flags = FIELD_DATA | FIELD_REST },
    FIELD_END,
};

/* domrename's: data without a rest. */
static const struct field two[] = {
    { F(domain), .name = "domain", .flags = DATA },
    { F(new_name), .name = "new-name", .flags = DATA },
    FIELD_END,
};

/* Letters, beginnings, and options that may be said again. */
static const struct field letters[] = {
    { F(domain), .name = "domain", .short_name = 'd',
      .flags = FIELD_LAST | FIELD_PREFIX },
    { F(all), .name = "all", .short_name = 'a', .flags = FIELD_PREFIX },
    { F(more), .name = "more", .short_name = 'm',
      .flags = FIELD_DATA | FIELD_REST },
    { F(mode), .name = "mode", .flags = FIELD_PREFIX },
    { F(note), .name = "model", .flags = FIELD_PREFIX },
    FIELD_END,
};

/* One call of fields_parse, and what came of it. */
struct call {
    struct args args;
    struct err err;
    int rc;
};

static void call_done(struct call *call)
{
    fields_done(rows, &call->args);
}
CLEANUP_DONE(struct call, call_done);

/* The line is split at blanks; "''" is an empty word. */
static struct call parse(const struct field *table, const char *line)
{
    AUTO(free) char *copy = mem_dup(line);
    AUTO(strv_done) struct strv words = { 0 };
    struct call call = { .err = ERR_INIT };
    char *next = copy, *word;

    while ((word = strsep(&next, " ")))
        if (*word)
            strv_add(&words, str_eq(word, "''") ? "" : word);
    call.rc = fields_parse(table,
                           &(struct field_words){ "do", words.v, words.n },
                           &call.args, &call.err);
    return call;
}

/* ---- rows --------------------------------------------------------------- */

static void test_rows(void)
{
    is_int(rows[0].type, FIELD_TEXT, "a char pointer is text");
    is_int(rows[2].type, FIELD_BOOL, "a bool is a flag");
    is_int(rows[6].type, FIELD_INT, "an int64_t is a number");
    is_int(rows[7].type, FIELD_SIZE, "a uint64_t is a size");
    is_int(rows[8].type, FIELD_TEXTS, "a struct strv is texts");
    is_int((int64_t)rows[6].offset, offsetof(struct args, number),
           "a row knows where its member is");
}

static void test_find(void)
{
    struct args args;

    ok(field_find(rows, "mode") == &rows[3], "a row is found by its name");
    ok(!field_find(rows, "mod"), "a prefix is no name");
    ok(field_at(&rows[6], &args) == &args.number, "a row finds its member");
    ok(field_data(rows, 0) == &rows[0], "the first data row");
    ok(field_data(rows, 1) == &rows[1], "the second data row");
    ok(field_data(rows, 2) == &rows[8], "options are not data rows");
    ok(field_data(rows, 9) == &rows[8], "the rest row repeats");
    ok(!field_data(two, 2), "there may be no further data row");
    is_str(field_closest(rows, "mdoe"), "mode", "a near name is found");
    ok(!field_closest(rows, "secert"), "a hidden row is not suggested");
}

/* ---- words that are taken ----------------------------------------------- */

/* All ways to say the same: domrename A B. */
static void test_spellings(void)
{
    static const char *const lines[] = {
        "A B",
        "--domain A --new-name B",
        "--new-name=B --domain=A",
        "--domain A B",
        "A --new-name B",
        "--new-name B A",
        "-- A B",
        "A -- B",
        "--domain=A -- B",
    };

    for (size_t i = 0; i < COUNT(lines); i++) {
        AUTO(call_done) struct call call = parse(two, lines[i]);

        ok(call.rc == 0 && str_eq(call.args.domain, "A") &&
               str_eq(call.args.new_name, "B"),
           lines[i]);
    }
}

static void test_types(void)
{
    AUTO(call_done) struct call call = parse(
        rows, "A B --all --number -7 --size 10G --mode share --note=x=y");

    is_int(call.rc, 0, "all types are taken");
    ok(call.args.all, "a flag is set");
    is_int(call.args.number, -7, "a number may be negative");
    ok(call.args.size == 10737418240, "a size may have a suffix");
    is_str(call.args.mode, "share", "one of the values is taken");
    is_str(call.args.note, "x=y", "only the first '=' separates");
    ok(!call.args.secret, "what was not given is NULL");
    is_int(call.err.code, ERR_NONE, "success leaves the error alone");
}

static void test_dashes(void)
{
    AUTO(call_done) struct call a = parse(two, "-r -- --weird");
    AUTO(call_done) struct call b = parse(two, "--domain --x --new-name --");

    is_int(a.rc, 0, "dashes may be data");
    is_str(a.args.domain, "-r", "a word with one dash is data");
    is_str(a.args.new_name, "--weird", "after -- all words are data");
    is_int(b.rc, 0, "an option takes the next word, whatever it is");
    is_str(b.args.domain, "--x", "even if it looks like an option");
    is_str(b.args.new_name, "--", "even if it is --");
}

static void test_rest(void)
{
    AUTO(call_done) struct call call =
        parse(rows, "A B c --all --more d e -- --f --");
    AUTO(free) char *more = strv_join(&call.args.more, " ");

    is_int(call.rc, 0, "the rest row takes all remaining data");
    is_str(more, "c d e --f --", "by name or not, in the order given");
    ok(call.args.all, "options stand among them");
}

static void test_empty(void)
{
    AUTO(call_done) struct call call = parse(rows, "A B --note ''");

    is_int(call.rc, 0, "an empty value is taken where it may be");
    is_str(call.args.note, "", "it is not the same as none");
}

static void test_secret(void)
{
    AUTO(call_done) struct call call = parse(rows, "A B --secret s");

    is_str(call.args.secret, "s", "a hidden option works");
}

/* ---- words that are refused --------------------------------------------- */

static void test_messages(void)
{
    static const struct {
        const struct field *table;
        const char *line, *want;
    } cases[] = {
        { two, "",
          "command 'do' requires <domain> option\n"
          "command 'do' requires <new-name> option" },
        { two, "A", "command 'do' requires <new-name> option" },
        { two, "--new-name B", "command 'do' requires <domain> option" },
        { two, "A B extra", "unexpected data 'extra'" },
        { two, "A B --", "" },
        { two, "-- A B --", "unexpected data '--'" },
        { two, "'' B",
          "Failed to get option 'domain': Option argument is empty" },
        { two, "--domain= B",
          "Failed to get option 'domain': Option argument is empty" },
        { two, "A B --domain C", "option --domain already seen" },
        { two, "--domain A --domain C B", "option --domain already seen" },
        { two, "A B --domain", "expected syntax: --domain <string>" },
        { rows, "A B --more", "expected syntax: --more <string>" },
        { rows, "A B --number", "expected syntax: --number <number>" },
        { rows, "A B --size", "expected syntax: --size <number>" },
        { rows, "A B --all=x", "invalid '=' after option --all" },
        { rows, "A B --all=", "invalid '=' after option --all" },
        { rows, "A B --all --all", "option --all already seen" },
        { rows, "A B --zzzzzz",
          "command 'do' doesn't support option --zzzzzz" },
        { rows, "A B --zzzzzz=1",
          "command 'do' doesn't support option --zzzzzz" },
        { two, "--dom A B", "command 'do' doesn't support option --dom" },
        { rows, "A B --moed copy",
          "command 'do' doesn't support option --moed\n"
          "Did you mean '--mode'?" },
        { two, "A B --=x", "unexpected data '--=x'" },
        { two, "A B ---x", "unexpected data '---x'" },
        { rows, "A B --number x",
          "Numeric value 'x' for <number> option is malformed or out of "
          "range" },
        { rows, "A B --number 1x",
          "Numeric value '1x' for <number> option is malformed or out of "
          "range" },
        { rows, "A B --number 9223372036854775808",
          "Numeric value '9223372036854775808' for <number> option is "
          "malformed or out of range" },
        { rows, "A B --size 1X",
          "Scaled numeric value '1X' for <size> option is malformed or out "
          "of range" },
        { rows, "A B --mode cop",
          "mode: 'cop' is not one of: copy share empty" },
        { rows, "A B --mode share,copy",
          "mode: 'share,copy' is not one of: copy share empty" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(call_done) struct call call = parse(cases[i].table, cases[i].line);

        is_str(call.err.text, cases[i].want, cases[i].line);
        is_int(call.err.code, *cases[i].want ? ERR_USAGE : ERR_NONE,
               "and its code");
        is_int(call.rc, *cases[i].want ? -1 : 0, "and what is returned");
    }
}

static void test_partial(void)
{
    struct call call = parse(rows, "A B c --all --nosuchoption");

    is_int(call.rc, -1, "a late mistake is a mistake");
    is_str(call.args.domain, "A", "what was parsed before it is there");
    fields_done(rows, &call.args);
    ok(!call.args.domain && !call.args.new_name && !call.args.more.v,
       "and can be freed");
}

/* ---- pairs -------------------------------------------------------------- */

static struct call pairs(const char *text)
{
    struct call call = { .err = ERR_INIT };

    call.rc = fields_parse_pairs(rows, "--disk", text, &call.args, &call.err);
    return call;
}

static void test_pairs(void)
{
    AUTO(call_done) struct call first = pairs("vda,mode=copy,size=1k");
    AUTO(call_done) struct call keys = pairs("size=2k,domain=vdb");
    AUTO(call_done) struct call comma = pairs("a,,b,note=c,,,mode=empty");
    AUTO(call_done) struct call empty = pairs("vda,note=");

    is_int(first.rc, 0, "pairs are taken");
    is_str(first.args.domain, "vda", "the first piece may lack its key");
    is_str(first.args.mode, "copy", "a pair sets its member");
    ok(first.args.size == 1024, "a pair of any type");
    is_int(keys.rc, 0, "the first piece may have its key");
    is_str(keys.args.domain, "vdb", "then order does not matter");
    is_int(comma.rc, 0, "a comma may be in a value");
    is_str(comma.args.domain, "a,b", "when it is written twice");
    is_str(comma.args.note, "c,", "also at its end");
    is_str(comma.args.mode, "empty", "before the next pair");
    is_int(empty.rc, 0, "an empty value is taken where it may be");
    is_str(empty.args.note, "", "and is there");
}

static void test_pair_messages(void)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "vda,mod=copy",
          "--disk: there is no key 'mod' (did you mean 'mode'?)" },
        { "vda,mode=cp",
          "--disk: mode: 'cp' is not one of: copy share empty" },
        { "vda,mode=copy share",
          "--disk: mode: 'copy share' is not one of: copy share empty" },
        { "vda,mode=", "--disk: mode has no value" },
        { "vda,mode", "--disk: 'mode' is not KEY=VALUE" },
        { "vda,", "--disk: '' is not KEY=VALUE" },
        { "", "--disk: '' is not KEY=VALUE" },
        { "vda,size=x",
          "Scaled numeric value 'x' for <--disk: size> option is malformed "
          "or out of range" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(call_done) struct call call = pairs(cases[i].text);

        is_str(call.err.text, cases[i].want, "a bad pair says why");
        is_int(call.err.code, ERR_USAGE, "and is a mistake in the words");
        is_int(call.rc, -1, "and is refused");
    }
}

static void test_pair_unknown(void)
{
    AUTO(call_done) struct call call = pairs("vda,zzzzzz=1");

    ok(strstr(call.err.text, "no key 'zzzzzz'; keys: domain, new-name"),
       "an unknown key lists the known ones");
}

static void test_letters(void)
{
    AUTO(call_done) struct call one = parse(letters, "-d a -a -m x y -mz");
    AUTO(call_done) struct call again = parse(letters, "-d a -db --domain=c");
    AUTO(call_done) struct call prefix = parse(letters, "--dom a --al");
    AUTO(call_done) struct call both = parse(letters, "--mod x");
    AUTO(call_done) struct call exact = parse(letters, "--mode copy");
    AUTO(call_done) struct call value = parse(letters, "-ax");
    AUTO(call_done) struct call none = parse(letters, "-x -1 - --");
    AUTO(call_done) struct call data = parse(letters, "-- -a");
    AUTO(call_done) struct call end = parse(letters, "-d");

    ok(one.rc == 0 && str_eq(one.args.domain, "a") && one.args.all &&
           one.args.more.n == 3 && str_eq(one.args.more.v[2], "z"),
       "letters are options, with their value behind or in them");
    ok(again.rc == 0 && str_eq(again.args.domain, "c"),
       "the last one counts where a row says so");
    ok(prefix.rc == 0 && prefix.args.all && prefix.args.domain,
       "a beginning is enough where a row says so");
    ok(both.rc && both.err.code == ERR_USAGE, "but not that of two");
    ok(exact.rc == 0 && exact.args.mode, "a whole name is not a beginning");
    ok(value.rc && value.err.code == ERR_USAGE, "a flag takes no value");
    ok(none.rc == 0 && none.args.more.n == 3,
       "a letter that no row has is data, and so is a number");
    ok(data.rc == 0 && !data.args.all && data.args.more.n == 1,
       "behind -- all is data");
    ok(end.rc && end.err.code == ERR_USAGE, "a missing value is an error");
}

int main(void)
{
    test_rows();
    test_find();
    test_spellings();
    test_types();
    test_dashes();
    test_rest();
    test_empty();
    test_secret();
    test_messages();
    test_partial();
    test_pairs();
    test_pair_messages();
    test_pair_unknown();
    test_letters();
    return done_testing();
}
