/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/lua_lines.h"
#include "base/mem.h"
#include "lua/tool.h"
#include "shell/history.h"
#include "shell/line.h"
#include "shell/watch.h"

/* ---- running ------------------------------------------------------------ */

/* Lua needs no hypervisor until it asks for one: `conn` is there when the
 * connection is, or can be opened. */
static virConnectPtr connection(struct session *session)
{
    struct err ignored = ERR_INIT;

    return session_connect(session, &ignored);
}

static int work(struct session *session, void *data, struct err *err)
{
    struct lua_eval *what = data;
    AUTO(strv_done) struct strv results = { 0 };

    what->vir = connection(session);
    if (lua_eval(session->hooks, what, &results, err))
        return -1;
    for (size_t i = 0; i < results.n; i++)
        fprintf(session->out, "%s\n", results.v[i]);
    return 0;
}

int lua_run(struct session *session, struct lua_eval *what, struct err *err)
{
    AUTO(strv_done) struct strv notes = { 0 };
    struct watch_work job = { work, what, COMMAND_CHANGES };

    what->stop = &session->interrupted;
    what->session = session;
    if (lua_hooks_load(session->hooks, false, &notes, err))
        return -1;
    return watch_run(session, &job, err);
}

/* ---- the prompt --------------------------------------------------------- */

struct prompt {
    struct session *session;
    struct history *history;
    struct buf text; /* the lines so far, of what is not whole yet */
};

static void complete(void *data, const char *word, struct candidates *ret)
{
    struct prompt *prompt = data;

    lua_complete(prompt->session->hooks, word, &ret->words);
}

/* A mistake ends the lines that it is in, not the prompt. */
static void run_text(struct prompt *prompt)
{
    struct session *session = prompt->session;
    struct lua_eval what = { .text = prompt->text.text, .name = "lua" };
    struct err err = ERR_INIT;

    if (history_add(prompt->history, what.text))
        line_remember(what.text);
    if (lua_run(session, &what, &err))
        session_report(session, &err);
    fflush(session->out);
    atomic_store(&session->interrupted, false);
}

static void take_line(struct prompt *prompt, const char *line)
{
    struct clone_hooks *hooks = prompt->session->hooks;

    if (prompt->text.n)
        buf_add(&prompt->text, "\n");
    buf_add(&prompt->text, line);
    if (!prompt->text.n || lua_is_open(hooks, prompt->text.text))
        return;
    run_text(prompt);
    buf_done(&prompt->text);
}

static void loop(struct prompt *prompt)
{
    struct session *session = prompt->session;
    enum line_result result = LINE_TEXT;

    while (result != LINE_END && !session->quit) {
        AUTO(free) char *line = NULL;
        int signo = 0;

        result = line_read(prompt->text.n ? ">> " : "lua> ", &line, &signo);
        if (result == LINE_SIGNAL)
            watch_signal(session, signo);
        if (result == LINE_TEXT)
            take_line(prompt, line);
        else
            buf_done(&prompt->text);
    }
}

static const struct strv *past(void *data)
{
    struct prompt *prompt = data;

    return history_lines(prompt->history);
}

int lua_lines(struct session *session, struct err *err)
{
    AUTO(strv_done) struct strv notes = { 0 };
    struct err ignored = ERR_INIT;
    struct prompt prompt = { .session = session };
    struct line_setup setup = {
        .breaks = " \t\n()[]{},;=+-*/%<>~#\"'&|^@!?",
        .complete_word = complete,
        .history = past,
        .data = &prompt,
    };
    struct line_before before;

    if (lua_hooks_load(session->hooks, false, &notes, err))
        return -1;
    prompt.history = history_open("_lua", &ignored);
    setup.history_size = history_size(prompt.history);
    line_enter(&before, &setup);
    loop(&prompt);
    line_leave(&before);
    session->talked = true;
    buf_done(&prompt.text);
    history_free(prompt.history);
    return 0;
}
