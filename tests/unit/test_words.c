/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/words.h"
#include "base/mem.h"
#include "tap.h"

#include <stdlib.h>

/* "[list] -[echo|a b]": commands in brackets, words parted by bars. */
static char *shown(const char *line)
{
    AUTO(words_done) struct words_list list = { 0 };
    AUTO(buf_done) struct buf out = { 0 };
    struct err err = ERR_INIT;

    if (words_split(line, &list, &err))
        return mem_fmt("error %d: %s", err.code, err.text);
    for (size_t i = 0; i < list.n; i++) {
        AUTO(free) char *words = strv_join(&list.v[i].words, "|");

        buf_fmt(&out, "%s%s[%s]", i ? " " : "", list.v[i].may_fail ? "-" : "",
                words);
        if (list.v[i].shell)
            buf_fmt(&out, "(%s)", list.v[i].shell);
        if (list.v[i].background)
            buf_add(&out, "&");
    }
    return buf_take(&out);
}

static const struct {
    const char *line, *want, *name;
} splits[] = {
    { "", "", "an empty line has no commands" },
    { " ;; \n ; ", "", "separators alone are no commands" },
    { "list", "[list]", "one word" },
    { "\tlist  --all ", "[list|--all]", "blanks and tabs part words" },
    { "a;b ; c\nd", "[a] [b] [c] [d]", "';' and line breaks part commands" },
    { "e 'a b'", "[e|a b]", "'...' keeps blanks" },
    { "e 'a\\b\"c;#'", "[e|a\\b\"c;#]", "'...' is literal" },
    { "e \"a b'c\"", "[e|a b'c]", "\"...\" keeps blanks" },
    { "e \"a\\\"b\\\\c\\d\"", "[e|a\"b\\cd]", "\\ works inside \"...\"" },
    { "e a\\ b\\;c\\'", "[e|a b;c']", "\\ works outside quotes" },
    { "e a'b c'd\"e\"", "[e|ab cde]", "adjacent pieces join" },
    { "e ''  \"\"", "[e||]", "empty words are words" },
    { "e 'a\nb'", "[e|a\nb]", "a line break in quotes stays" },
    { "e a\\\nb", "[e|ab]", "\\ and a line break vanish in a word" },
    { "e a \\\n b", "[e|a|b]", "and between words" },
    { "e \"a\\\nb\"", "[e|ab]", "and inside \"...\"" },
    { "# a comment", "", "a comment line" },
    { "e a # b; c\nd", "[e|a] [d]", "a comment ends with its line" },
    { "e a#b", "[e|a#b]", "'#' within a word is itself" },
    { "e \\#b '#c'", "[e|#b|#c]", "a quoted '#' is itself" },
    { "# it's\ne", "[e]", "quotes in comments do not count" },
    { "-start x", "-[start|x]", "'-' lets a command fail" },
    { "- start x", "-[start|x]", "also apart from the name" },
    { "a; -b; c", "[a] -[b] [c]", "only that command" },
    { "'-start'", "[-start]", "but not when quoted" },
    { "e -x --y", "[e|-x|--y]", "nor elsewhere" },
    { "-", "", "'-' alone is nothing" },
    { "e $x *~ > ! & b", "[e|$x|*~|>|!|&|b]", "nothing is expanded" },
    { "e a | sort; 'x\nb", "[e|a]( sort; 'x) [b]", "'|' gives sh the rest" },
    { "e a|b '|' \\| c", "[e|a|b|||||c]", "but not within a word or quoted" },
    { "| b", "[||b]", "nor where a command begins" },
    { "!ls 'x; # \\ \nb", "[](ls 'x; # \\ ) [b]", "'!' gives sh the line" },
    { "a; ! b", "[a] []( b)", "also after ';'" },
    { "-!b", "-[!b]", "but a name may begin with it" },
    { "- !b", "-[](b)", "and sh may fail" },
    { "e a |", "error 2: nothing after '|'", "'|' needs a program" },
    { " ! ", "error 2: nothing after '!'", "'!', too" },
    { "e a &; b & c&", "[e|a]& [b|&|c&]", "'&' at the end is no word" },
    { "e a '&'", "[e|a|&]", "but is one when quoted" },
    { "&", "[&]", "or alone" },
    { "e | cat a & ", "[e]( cat a)&", "after a '|' it is not for sh" },
    { "e | a && b&", "[e]( a && b&)", "but what is part of a word is" },
    { "! a &", "[]( a &)", "and all after '!'" },
    { "e 'a", "error 2: missing '", "an open ' is an error" },
    { "e \"a", "error 2: missing \"", "an open \" is an error" },
    { "e a\\", "error 2: dangling \\", "a \\ at the end is an error" },
    { "e \"a\\", "error 2: dangling \\", "inside \"...\" too" },
    { "e 'a\\", "error 2: missing '", "but not inside '...'" },
    { "e \xff\xfe", "[e|\xff\xfe]", "any byte but NUL passes" },
};

static void test_split(void)
{
    for (size_t i = 0; i < COUNT(splits); i++) {
        AUTO(free) char *got = shown(splits[i].line);

        is_str(got, splits[i].want, splits[i].name);
    }
}

static void test_open(void)
{
    ok(!words_open("e a"), "a whole line is not open");
    ok(words_open("e 'a"), "a line is open in '");
    ok(words_open("e \"a;"), "a line is open in \"");
    ok(words_open("e a\\"), "a line is open after \\");
    ok(words_open("e a \\"), "a line is open after a lone \\");
    ok(!words_open("e a\\\\"), "\\\\ does not open a line");
    ok(!words_open("e # it's \\"), "a comment does not open a line");
}

/* "words|...<prefix@start quote". The bar in the line is the cursor. */
static void is_cursor(const char *line, const char *want, const char *name)
{
    AUTO(words_cursor_done) struct words_cursor cursor = { 0 };
    const char *bar = strchr(line, '|');
    AUTO(free) char *words = NULL, *got = NULL;

    words_at(line, (size_t)(bar - line), &cursor);
    words = strv_join(&cursor.words, "|");
    got = mem_fmt("%s<%s@%zu%s%c", words, cursor.prefix, cursor.start,
                  cursor.comment ? "#" : "", cursor.quote ? cursor.quote : ' ');
    is_str(got, want, name);
}

static void test_cursor(void)
{
    is_cursor("|", "<@0 ", "an empty line");
    is_cursor("cl|", "<cl@0 ", "in the command's name");
    is_cursor("cl|one x", "<cl@0 ", "what follows the cursor is ignored");
    is_cursor("clone |", "clone<@6 ", "after a blank there is an empty word");
    is_cursor("clone a b|", "clone|a<b@8 ", "in a later word");
    is_cursor("a; clone t|", "clone<t@9 ", "after ';' another command");
    is_cursor("a; |", "<@3 ", "after ';' nothing yet");
    is_cursor("clone 'a b|", "clone<a b@6'", "inside '");
    is_cursor("clone \"it's|", "clone<it's@6\"", "inside \"");
    is_cursor("clone a\\ b|", "clone<a b@6 ", "with an escaped blank");
    is_cursor("clone a\\|", "clone<a@6 ", "after a \\");
    is_cursor("clone 'a'|", "clone<a@6 ", "after a closed quote");
    is_cursor("clone ''|", "clone<@6 ", "after empty quotes");
    is_cursor("clone '|", "clone<@6'", "just after a quote");
    is_cursor("clone # a|", "clone<@9# ", "in a comment");
    is_cursor("# a\nclo|", "<clo@4 ", "after a comment's line");
}

static void is_quoted(const char *word, char quote, const char *want)
{
    AUTO(free) char *got = words_quote(word, quote);
    AUTO(free) char *name =
        mem_fmt("quoting of >%s< after >%c<",
                strchr(word, '\n') ? "a line break" : word,
                quote ? quote : ' ');
    AUTO(free) char *line = NULL, *back = NULL, *whole = NULL;
    char closing[2] = { quote, '\0' };

    is_str(got, want, name);
    line = mem_fmt("e %s%s%s", closing, got, closing);
    back = shown(line);
    whole = mem_fmt("[e|%s]", word);
    is_str(back, whole, "  and it comes back");
}

static void test_quote(void)
{
    is_quoted("plain", 0, "plain");
    is_quoted("a b", 0, "a\\ b");
    is_quoted("a b", '"', "a b");
    is_quoted("it's", 0, "it\\'s");
    is_quoted("it's", '\'', "it'\\''s");
    is_quoted("it's", '"', "it's");
    is_quoted("q\"u", '"', "q\\\"u");
    is_quoted("q\"u", '\'', "q\"u");
    is_quoted("b\\s", '"', "b\\\\s");
    is_quoted("b\\s", '\'', "b\\s");
    is_quoted("s;c", 0, "s\\;c");
    is_quoted("#h", 0, "\\#h");
    is_quoted("", 0, "''");
    is_quoted("a\nb", 0, "'a\nb'");
    is_quoted("d$e*", 0, "d$e*");
    is_quoted("\xc3\xbcn", 0, "\xc3\xbcn");
}

int main(void)
{
    test_split();
    test_open();
    test_cursor();
    test_quote();
    return done_testing();
}
