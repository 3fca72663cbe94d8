/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "shell/line_priv.h"

#include <string.h>
#include <sys/stat.h>

/* readline's callbacks have no data argument. */
static struct {
    const struct line_setup *setup;
    struct candidates found;
    size_t next; /* of found.words, for the generator */
    size_t skip; /* bytes of a candidate that stand before readline's word */
} tab;

static char *quote_word(char *text, int match_type, char *quote)
{
    (void)match_type;
    return words_quote(text, quote ? *quote : 0);
}

/* What the words_quote of this text could have been made from. */
static char *dequote_word(char *text, int quote)
{
    AUTO(words_cursor_done) struct words_cursor cursor = { 0 };
    AUTO(free) char *quoted = mem_fmt("%c%s", quote ? quote : ' ', text);

    words_at(quoted, strlen(quoted), &cursor);
    return TAKE(cursor.prefix);
}

/* Quotes round it, or an odd number of backslashes before it. */
static int is_quoted(char *text, int at)
{
    AUTO(words_cursor_done) struct words_cursor cursor = { 0 };
    int n = 0;

    words_at(text, (size_t)at, &cursor);
    while (n < at && text[at - n - 1] == '\\')
        n++;
    return cursor.quote || n % 2;
}

/* readline appends '/' to what is a directory. Names of domains are no files,
 * and of `--file=NAME` only the end is one. */
static int find_file(char **name)
{
    const char *file = "/dev/null/none";
    char *found;

    if (tab.found.files && strlen(*name) >= tab.skip)
        file = *name + tab.skip;
    found = mem_dup(file);
    free(*name);
    *name = found;
    return 1;
}

static char *next_word(const char *text, int again)
{
    (void)text;
    if (!again)
        tab.next = 0;
    if (tab.next == tab.found.words.n)
        return NULL;
    return mem_dup(tab.found.words.v[tab.next++] + tab.skip);
}

static bool is_directory(const char *name)
{
    struct stat status;

    return !stat(name, &status) && S_ISDIR(status.st_mode);
}

/* text is `--file=NAME` or NAME, of which tab.skip bytes are no file's. */
static char *next_file(const char *text, int again)
{
    char *name;

    while ((name = rl_filename_completion_function(text + tab.skip, again))) {
        char *whole = mem_fmt("%.*s%s", (int)tab.skip, text, name);
        bool fits = tab.found.files == COMPLETE_FILE || is_directory(name);

        free(name);
        if (fits)
            return whole;
        free(whole);
        again = 1;
    }
    return NULL;
}

/* The dequoted bytes of the cursor's word before readline's idea of the word,
 * which begins after a quote; or -1 when readline is mistaken. */
static int bytes_before(const struct words_cursor *cursor, size_t start)
{
    AUTO(words_cursor_done) struct words_cursor before = { 0 };

    if (start <= cursor->start)
        return start == cursor->start ? 0 : -1;
    words_at(rl_line_buffer, start, &before);
    return before.quote == cursor->quote ? (int)strlen(before.prefix) : -1;
}

/* Quoting is done in what readline takes for file names only. */
static bool needs_quotes(const struct strv *words)
{
    for (size_t i = 0; i < words->n; i++) {
        AUTO(free) char *quoted = words_quote(words->v[i], 0);

        if (strcmp(quoted, words->v[i]))
            return true;
    }
    return false;
}

static void find_candidates(const struct words_cursor *cursor, size_t before)
{
    struct candidates *found = &tab.found;

    candidates_done(found);
    *found = (struct candidates){ 0 };
    tab.setup->complete(tab.setup->data, cursor, found);
    tab.skip = before;
    if (found->files)
        tab.skip = found->kept > before ? found->kept - before : 0;
}

static char **complete_word(const char *text)
{
    candidates_done(&tab.found);
    tab.found = (struct candidates){ .open = true };
    tab.setup->complete_word(tab.setup->data, text, &tab.found);
    tab.skip = 0;
    rl_completion_suppress_append = true;
    return rl_completion_matches(text, next_word);
}

static char **complete(const char *text, int start, int end)
{
    AUTO(words_cursor_done) struct words_cursor cursor = { 0 };
    int before;

    rl_attempted_completion_over = 1;
    if (tab.setup->complete_word)
        return complete_word(text);
    words_at(rl_line_buffer, (size_t)end, &cursor);
    before = bytes_before(&cursor, (size_t)start);
    if (before < 0)
        return NULL;
    find_candidates(&cursor, (size_t)before);
    rl_filename_completion_desired =
        tab.found.files || needs_quotes(&tab.found.words);
    rl_filename_quoting_desired = rl_filename_completion_desired;
    rl_completion_suppress_append = tab.found.open;
    return rl_completion_matches(text, tab.found.files ? next_file : next_word);
}

void line_complete_as(const struct line_setup *setup)
{
    tab.setup = setup;
    rl_completer_quote_characters = setup->breaks ? NULL : "'\"";
    rl_completer_word_break_characters =
        setup->breaks ? setup->breaks : " \t\n;";
}

void line_complete_open(void)
{
    rl_filename_quote_characters = " \t\n\\'\";#";
    rl_filename_quoting_function = quote_word;
    rl_filename_dequoting_function = dequote_word;
    rl_char_is_quoted_p = is_quoted;
    rl_filename_stat_hook = find_file;
    rl_attempted_completion_function = complete;
}

void line_complete_close(void)
{
    candidates_done(&tab.found);
    tab.found = (struct candidates){ 0 };
}
