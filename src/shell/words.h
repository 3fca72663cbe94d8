/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line into commands, and commands into words, by virsh's rules: blanks
 * part words; ';' and line breaks part commands; '...' is literal; inside
 * "..." and outside quotes \ takes the next character as it is; adjacent
 * pieces join; \ at a line's end joins the next line; '#' at the beginning of
 * a word comments to the end of the line. Nothing is expanded.
 *
 * What virsh does not have: an open ' is an error as an open " is; '-' before
 * a command's name lets that command fail; '!' before it, and '|' after a
 * blank, give the rest of the line to sh; '&' as the last word, also
 * after '|', runs the command in the background.
 */
#ifndef SHELL_WORDS_H
#define SHELL_WORDS_H

#include "base/err.h"
#include "base/str.h"

struct words {
    struct strv words; /* the first is the command's name; empty after '!' */
    char *shell;       /* for sh: after '!', or after '|'; else NULL */
    bool may_fail;     /* it had the leading '-' */
    bool background;   /* it had the trailing '&' */
};

struct words_list {
    struct words *v;
    size_t n;
};

/* Whatever is wrong is found before anything could be run: "missing \"",
 * "missing '", "dangling \" and "nothing after '|'", all ERR_USAGE. `ret` is
 * `{ 0 }` before. */
int words_split(const char *line, struct words_list *ret, struct err *err);
void words_done(struct words_list *list);
CLEANUP_DONE(struct words_list, words_done);

/* Whether the line ends within quotes or with a backslash, so that another
 * line belongs to it. */
bool words_open(const char *line);

/* What stands before the cursor, for completion. */
struct words_cursor {
    struct strv words; /* of this command, before the cursor's word */
    char *prefix;      /* the cursor's word up to the cursor, without quotes */
    size_t start;      /* where that word begins in the line */
    char quote;        /* the quote that is open at the cursor, or 0 */
    bool comment;      /* in a comment, or what is sh's: nothing to complete */
};

/* Look at the line's first `at` bytes. Cannot fail, prints nothing. */
void words_at(const char *line, size_t at, struct words_cursor *ret);
void words_cursor_done(struct words_cursor *cursor);
CLEANUP_DONE(struct words_cursor, words_cursor_done);

/* The word so quoted that words_split gives it back. `quote` is the quote
 * that is already open before it ('\'' or '"'), or 0. */
char *words_quote(const char *word, char quote);

/* All of them so quoted, a blank between two. */
char *words_text(const struct strv *words);

#endif
