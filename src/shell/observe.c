/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/observe.h"
#include "base/mem.h"
#include "shell/extend.h"
#include "shell/signals.h"

static struct extension_event event_of(const struct session *session,
                                       const char *name)
{
    return (struct extension_event){
        .name = name,
        .uri = conn_uri(session->conn),
        .readonly = conn_is_readonly(session->conn),
        .connected = conn_if_open(session->conn) != NULL,
    };
}

static void tell(struct session *session, const struct extension_event *event,
                 struct strv *ret)
{
    if (session->extension)
        session->extension->tell(session->extension, event, ret);
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

    if (session->extension)
        session->extension->begin(session->extension, session, &news);
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
    struct extension *extension = session->extension;
    struct extension_event event = event_of(session, "prompt");
    AUTO(strv_done) struct strv news = { 0 };
    char *text = NULL;

    if (extension)
        text = extension->prompt(extension, &event, &news);
    notice(session, &news);
    observe_listen(session);
    return text ? text : mem_dup(session_prompt(session));
}
