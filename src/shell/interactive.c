/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/interactive.h"
#include "base/journal.h"
#include "shell/asker.h"
#include "shell/background.h"
#include "shell/color.h"
#include "shell/history.h"
#include "shell/line.h"
#include "shell/observe.h"
#include "shell/script.h"
#include "shell/suggest.h"
#include "shell/watch.h"

#include <string.h>

struct prompt {
    struct session *session;
    bool goes_on; /* a line that began above: its beginning says the command */
    struct asker *asker;
    struct history *history;
    struct observer observer;
};

/* Results that go elsewhere are to be results only. */
static void print_banner(struct session *session)
{
    if (session->quiet || !isatty(fileno(session->out)))
        return;
    fputs("Welcome to virt-twin, the virtualization interactive terminal.\n"
          "\n"
          "Type:  'help' for help with commands\n"
          "       'quit' to quit\n"
          "\n",
          session->out);
    fflush(session->out);
}

static void add_names(void *data, const struct names_query *query,
                      struct strv *ret)
{
    struct prompt *prompt = data;

    if (!asker_names(prompt->asker, query, ret))
        line_bell();
}

static void complete(void *data, const struct words_cursor *cursor,
                     struct candidates *ret)
{
    struct prompt *prompt = data;
    struct complete_names names = { add_names, prompt };

    suggest(prompt->session, cursor, &names, ret);
}

static char *hint(void *data, const struct words_cursor *cursor)
{
    struct prompt *prompt = data;
    struct session *session = prompt->session;

    if (prompt->goes_on || !setting_on(session->settings.hints) ||
        !color_results(session))
        return NULL;
    return complete_hint(session->commands, cursor);
}

static const struct strv *past(void *data)
{
    struct prompt *prompt = data;

    return history_lines(prompt->history);
}

/* What happened elsewhere, a line each. */
static char *woken(void *data)
{
    struct prompt *prompt = data;
    struct session *session = prompt->session;
    AUTO(strv_done) struct strv news = { 0 };
    char *text;

    observe_news(&prompt->observer, &news);
    text = background_news(session->background);
    if (text)
        strv_take(&news, text);
    return news.n ? strv_join(&news, "\n") : NULL;
}

/* What came while a command ran. */
static void tell_news(struct prompt *prompt)
{
    AUTO(free) char *news = woken(prompt);

    if (news)
        session_note(prompt->session, "%s", news);
}

/* ---- reading and running ------------------------------------------------ */

/* Read what may be several lines, until no quote is open. */
static enum line_result read_whole(struct prompt *prompt, struct buf *whole)
{
    AUTO(free) char *first = observe_prompt(&prompt->observer);
    const char *shown = first;
    enum line_result result;
    int signo = 0;

    do {
        AUTO(free) char *text = NULL;

        prompt->goes_on = whole->n;
        result = line_read(shown, &text, &signo);
        if (result == LINE_SIGNAL)
            watch_signal(prompt->session, signo);
        if (result != LINE_TEXT)
            return result;
        if (whole->n)
            buf_add(whole, "\n");
        buf_add(whole, text);
        shown = "> ";
    } while (words_open(whole->text));
    return LINE_TEXT;
}

static void remember(struct prompt *prompt, const char *text)
{
    if (history_add(prompt->history, text))
        line_remember(text);
}

/* A pasted text's next line, with those that belong to it. */
static void next_line(char **rest, struct buf *line)
{
    do {
        if (line->n)
            buf_add(line, "\n");
        buf_add(line, strsep(rest, "\n"));
    } while (*rest && words_open(line->text));
}

static void run_whole(struct prompt *prompt, char *text)
{
    struct session *session = prompt->session;
    int status = 0;

    while (text && !session->quit && (status == 0 || status == 4)) {
        AUTO(buf_done) struct buf line = { 0 };

        next_line(&text, &line);
        remember(prompt, line.text);
        status = session_run_line(session, line.text);
    }
}

static void loop(struct prompt *prompt)
{
    struct session *session = prompt->session;
    enum line_result result = LINE_TEXT;

    while (!session->quit && result != LINE_END) {
        AUTO(buf_done) struct buf whole = { 0 };

        tell_news(prompt);
        result = read_whole(prompt, &whole);
        if (result != LINE_TEXT)
            continue;
        atomic_store(&session->interrupted, false);
        run_whole(prompt, whole.text);
    }
}

/* Nobody would look after them, and see what they say. */
static void end_background(struct prompt *prompt)
{
    struct session *session = prompt->session;
    struct err ignored = ERR_INIT;

    background_list(session->background, stderr);
    background_wait(session, 0, true, &ignored);
    tell_news(prompt);
    background_free(TAKE(session->background));
}

static void open_history(struct prompt *prompt)
{
    struct err err = ERR_INIT;

    prompt->history = history_open("", &err);
    if (err.code)
        session_note(prompt->session, "warning: %s", err.text);
}

static void tell_left(struct session *session)
{
    size_t n = journal_count();

    if (n)
        session_note(session,
                     "note: %zu operation%s cut off and left something "
                     "behind: see 'recover --list'",
                     n, n == 1 ? " was" : "s were");
}

int interactive_run(struct session *session)
{
    struct prompt prompt = { .session = session,
                             .observer.session = session };
    struct line_setup setup = {
        .complete = complete,
        .hint = color_terminal() && isatty(STDOUT_FILENO) ? hint : NULL,
        .woken = woken,
        .history = past,
        .data = &prompt,
    };

    if (session_run_connect(session))
        return session->status;
    print_banner(session);
    tell_left(session);
    open_history(&prompt);
    session->history = prompt.history;
    session->background = background_new();
    if (!session->no_rc)
        script_run_rc(session);
    prompt.asker = asker_new(session->conn);
    setup.history_size = history_size(prompt.history);
    line_open(&setup);
    observe_begin(&prompt.observer);
    loop(&prompt);
    observe_end(&prompt.observer);
    line_close();
    end_background(&prompt);
    asker_free(prompt.asker);
    session->history = NULL;
    history_free(prompt.history);
    return 0;
}
