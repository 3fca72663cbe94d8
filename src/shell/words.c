/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/words.h"
#include "base/mem.h"

#include <string.h>

enum token {
    TOKEN_WORD,
    TOKEN_SHELL, /* the rest of the line, for sh */
    TOKEN_NEXT, /* the command ends, another may follow */
    TOKEN_END,
};

struct lexer {
    const char *line, *p;
    struct buf word;     /* the word just read */
    const char *start;   /* where it began */
    char open;           /* what the line ended in: ' " \ or 0 */
    bool begun;          /* the command has a word already */
    bool bare_dash;      /* the word's first character is an unquoted '-' */
    bool bare_and;       /* the word is an unquoted '&' */
    bool comment;        /* the last token was a comment, or sh's */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool ends_word(char c)
{
    return is_blank(c) || c == ';' || c == '\n';
}

static void skip_blanks(struct lexer *lexer)
{
    while (is_blank(*lexer->p) || (lexer->p[0] == '\\' && lexer->p[1] == '\n'))
        lexer->p += *lexer->p == '\\' ? 2 : 1;
}

/* \ and what follows it. False when nothing does. */
static bool take_escaped(struct lexer *lexer)
{
    char next = lexer->p[1];

    if (!next) {
        lexer->p++;
        lexer->open = '\\';
        return false;
    }
    if (next != '\n')
        buf_addn(&lexer->word, &next, 1);
    lexer->p += 2;
    return true;
}

static void take_word(struct lexer *lexer)
{
    char quote = 0;

    buf_done(&lexer->word);
    buf_add(&lexer->word, "");
    lexer->start = lexer->p;
    lexer->bare_dash = *lexer->p == '-';
    while (*lexer->p && (quote || !ends_word(*lexer->p))) {
        char c = *lexer->p;

        if (c == '\\' && quote != '\'') {
            if (!take_escaped(lexer))
                return;
            continue;
        }
        lexer->p++;
        if (quote ? c == quote : c == '\'' || c == '"')
            quote = quote ? 0 : c;
        else
            buf_addn(&lexer->word, &c, 1);
    }
    lexer->open = quote;
    lexer->bare_and = lexer->p == lexer->start + 1 && *lexer->start == '&';
    lexer->begun |= lexer->p != lexer->start + 1 || !lexer->bare_dash;
}

/* '!' can only be where a command begins, '|' only where one has begun. */
static bool shell_begins(const struct lexer *lexer)
{
    if (!lexer->begun)
        return *lexer->p == '!';
    return *lexer->p == '|' && is_blank(lexer->p[-1]);
}

static void take_shell(struct lexer *lexer)
{
    size_t n = strcspn(++lexer->p, "\n");

    buf_done(&lexer->word);
    buf_addn(&lexer->word, lexer->p, n);
    lexer->p += n;
    lexer->comment = true;
}

static enum token next_token(struct lexer *lexer)
{
    skip_blanks(lexer);
    lexer->comment = *lexer->p == '#';
    if (lexer->comment)
        lexer->p += strcspn(lexer->p, "\n");
    if (!*lexer->p)
        return TOKEN_END;
    if (*lexer->p == ';' || *lexer->p == '\n') {
        lexer->p++;
        lexer->comment = lexer->begun = false;
        return TOKEN_NEXT;
    }
    if (shell_begins(lexer)) {
        take_shell(lexer);
        return TOKEN_SHELL;
    }
    take_word(lexer);
    return TOKEN_WORD;
}

/* '-' before the name, with or without blanks between, is not part of it. */
static void add_word(struct lexer *lexer, struct words *command)
{
    const char *text = lexer->word.text;

    if (!command->words.n && !command->may_fail && lexer->bare_dash) {
        command->may_fail = true;
        text++;
    }
    if (*text || command->words.n || !lexer->bare_dash)
        strv_add(&command->words, text);
    command->background = lexer->bare_and && command->words.n > 1;
}

static void words_clear(struct words *command)
{
    strv_done(&command->words);
    mem_set(&command->shell, NULL);
}

static void drop_last(struct strv *words)
{
    words->n--;
    free(TAKE(words->v[words->n]));
}

/* Cut the '&' off that ends a text for sh: there it would be for the program
 * alone, which would then get no results. */
static bool cut_and(char *shell)
{
    size_t n = strlen(shell);

    while (n && is_blank(shell[n - 1]))
        n--;
    if (n < 2 || shell[n - 1] != '&' || !is_blank(shell[n - 2]))
        return false;
    shell[n - 2] = '\0';
    return true;
}

static void end_command(struct words_list *list, struct words *command)
{
    if (command->background)
        drop_last(&command->words);
    if (command->words.n && command->shell && cut_and(command->shell))
        command->background = true;
    if (command->words.n || command->shell) {
        list->v = mem_more(list->v, list->n, sizeof(*list->v));
        list->v[list->n++] = *command;
    }
    *command = (struct words){ .may_fail = false };
}

/* Returns what the line is open in, as lexer->open. */
static char split(const char *line, struct words_list *list)
{
    struct lexer lexer = { .line = line, .p = line };
    struct words command = { .may_fail = false };
    enum token token;

    do {
        token = next_token(&lexer);
        if (token == TOKEN_WORD)
            add_word(&lexer, &command);
        else if (token == TOKEN_SHELL)
            mem_set(&command.shell, buf_take(&lexer.word));
        else
            end_command(list, &command);
    } while (token != TOKEN_END);
    buf_done(&lexer.word);
    return lexer.open;
}

bool words_open(const char *line)
{
    AUTO(words_done) struct words_list list = { 0 };

    return split(line, &list) != 0;
}

static bool is_empty(const char *text)
{
    return !text[strspn(text, " \t")];
}

int words_split(const char *line, struct words_list *ret, struct err *err)
{
    AUTO(words_done) struct words_list list = { 0 };
    char open = split(line, &list);

    for (size_t i = 0; i < list.n; i++)
        if (list.v[i].shell && is_empty(list.v[i].shell))
            return err_usage(err, "nothing after '%c'",
                             list.v[i].words.n ? '|' : '!');
    if (open == '\\')
        return err_usage(err, "dangling \\");
    if (open)
        return err_usage(err, "missing %c", open);
    *ret = list;
    list = (struct words_list){ 0 };
    return 0;
}

void words_done(struct words_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        words_clear(&list->v[i]);
    free(list->v);
    *list = (struct words_list){ 0 };
}

/* ---- completion --------------------------------------------------------- */

/* The word that ends at the cursor is the cursor's; else there is an empty
 * one there. */
static bool at_cursor(const struct lexer *lexer)
{
    return !*lexer->p && (lexer->open || lexer->p > lexer->start);
}

void words_at(const char *line, size_t at, struct words_cursor *ret)
{
    AUTO(free) char *text = mem_ndup(line, at);
    struct lexer lexer = { .line = text, .p = text };
    enum token token;

    *ret = (struct words_cursor){ .start = strlen(text) };
    while ((token = next_token(&lexer)) != TOKEN_END) {
        if (token == TOKEN_NEXT) {
            strv_done(&ret->words);
        } else if (token == TOKEN_SHELL) {
            continue;
        } else if (at_cursor(&lexer)) {
            ret->start = (size_t)(lexer.start - text);
            ret->quote = (char)(lexer.open == '\\' ? 0 : lexer.open);
            ret->prefix = buf_take(&lexer.word);
        } else {
            strv_add(&ret->words, lexer.word.text);
        }
    }
    ret->comment = lexer.comment;
    if (!ret->prefix)
        ret->prefix = mem_dup("");
    buf_done(&lexer.word);
}

void words_cursor_done(struct words_cursor *cursor)
{
    strv_done(&cursor->words);
    free(cursor->prefix);
    *cursor = (struct words_cursor){ 0 };
}

/* A lone ' cannot stand inside '...': close, \', open again. */
static void quote_char(struct buf *out, char c, char quote)
{
    if (quote == '\'' && c == '\'')
        buf_add(out, "'\\''");
    else if (quote == '"' && (c == '"' || c == '\\'))
        buf_fmt(out, "\\%c", c);
    else if (!quote && strchr(" \t\\'\";#", c))
        buf_fmt(out, "\\%c", c);
    else
        buf_addn(out, &c, 1);
}

char *words_quote(const char *word, char quote)
{
    AUTO(buf_done) struct buf out = { 0 };
    /* \ and a line break vanish together, so a line break needs quotes. */
    bool wrap = !quote && (!*word || strchr(word, '\n'));

    if (wrap)
        buf_add(&out, "'");
    for (; *word; word++)
        quote_char(&out, *word, wrap ? '\'' : quote);
    if (wrap)
        buf_add(&out, "'");
    return buf_take(&out);
}

char *words_text(const struct strv *words)
{
    AUTO(buf_done) struct buf text = { 0 };

    for (size_t i = 0; i < words->n; i++) {
        AUTO(free) char *word = words_quote(words->v[i], 0);

        buf_fmt(&text, "%s%s", i ? " " : "", word);
    }
    return buf_take(&text);
}
