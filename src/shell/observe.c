/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/observe.h"
#include "base/mem.h"
#include "shell/extend.h"
#include "shell/signals.h"
#include "shell/watch.h"

static struct extension_event event_of(const struct session *session,
                                       const char *name)
{
    return (struct extension_event){
        .name = name,
        .uri = conn_uri(session->conn),
        .readonly = conn_is_readonly(session->conn),
        .connected = conn_if_open(session->conn) != NULL,
        .stop = &session->interrupted,
    };
}

/* ---- asking scripts ----------------------------------------------------- */

struct question {
    const struct extension_event *event;
    struct strv *news;
    char *prompt;
};

static int begin(struct session *session, void *data, struct err *err)
{
    struct question *question = data;

    (void)err;
    session->extension->begin(session->extension, session, question->news);
    return 0;
}

static int tell_event(struct session *session, void *data, struct err *err)
{
    struct question *question = data;

    (void)err;
    session->extension->tell(session->extension, question->event,
                             question->news);
    return 0;
}

static int ask_prompt(struct session *session, void *data, struct err *err)
{
    struct question *question = data;

    (void)err;
    question->prompt = session->extension->prompt(
        session->extension, question->event, question->news);
    return 0;
}

/* As a command, so that Ctrl-C ends them. A signal that ends the program is
 * for who reads the line. */
static void ask(struct session *session, struct question *question,
                int (*run)(struct session *, void *, struct err *))
{
    const struct watch_work work = { .run = run, .data = question };
    struct err none = ERR_INIT;

    if (!session->extension)
        return;
    watch_run(session, &work, &none);
    if (session->ended_by)
        signals_again(session->ended_by);
}

static void tell(struct session *session, const struct extension_event *event,
                 struct strv *ret)
{
    struct question question = { .event = event, .news = ret };

    ask(session, &question, tell_event);
}

static void tell_simple(struct session *session, const char *name,
                        struct strv *ret)
{
    struct extension_event event = event_of(session, name);

    tell(session, &event, ret);
}

/* ---- connections and domains -------------------------------------------- */

static void news_of_connection(struct observer *observer, struct strv *ret)
{
    struct session *session = observer->session;
    char *text = NULL;
    unsigned now;

    conn_event(session->conn, &text);
    if (text)
        strv_take(ret, text);
    now = conn_if_open(session->conn) ? conn_opened(session->conn) : 0;
    if (now == observer->connection)
        return;
    if (observer->connection)
        tell_simple(session, "disconnect", ret);
    if (now)
        tell_simple(session, "connect", ret);
    observer->connection = now;
}

static void news_of_domains(struct session *session, struct strv *ret)
{
    AUTO(strv_done) struct strv happened = { 0 };

    conn_news(session->conn, &happened);
    for (size_t i = 0; i + 1 < happened.n; i += 2) {
        struct extension_event event = event_of(session, "domain");

        event.domain = happened.v[i];
        event.what = happened.v[i + 1];
        if (setting_on(session->settings.events))
            strv_fmt(ret, "[event] %s: %s", event.domain, event.what);
        tell(session, &event, ret);
    }
}

void observe_news(struct observer *observer, struct strv *ret)
{
    atomic_store(&observer->session->interrupted, false);
    news_of_connection(observer, ret);
    news_of_domains(observer->session, ret);
}

void observe_listen(struct session *session)
{
    struct extension *extension = session->extension;
    bool on = setting_on(session->settings.events) ||
              (session->interactive && extension &&
               extension->watches(extension, "domain"));

    conn_listen(session->conn, on, signals_wake);
}

/* ---- the prompt --------------------------------------------------------- */

static void notice(struct session *session, const struct strv *news)
{
    for (size_t i = 0; i < news->n; i++)
        session_note(session, "%s", news->v[i]);
}

void observe_begin(struct observer *observer)
{
    struct session *session = observer->session;
    AUTO(strv_done) struct strv news = { 0 };
    struct question question = { .news = &news };

    ask(session, &question, begin);
    tell_simple(session, "start", &news);
    notice(session, &news);
    observe_listen(session);
}

void observe_end(struct observer *observer)
{
    AUTO(strv_done) struct strv news = { 0 };

    tell_simple(observer->session, "exit", &news);
    notice(observer->session, &news);
}

char *observe_prompt(struct observer *observer)
{
    struct session *session = observer->session;
    struct extension_event event = event_of(session, "prompt");
    AUTO(strv_done) struct strv news = { 0 };
    struct question question = { .event = &event, .news = &news };

    atomic_store(&session->interrupted, false);
    ask(session, &question, ask_prompt);
    notice(session, &news);
    observe_listen(session);
    return question.prompt ? question.prompt : mem_dup(session_prompt(session));
}
