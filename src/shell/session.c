/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/session.h"
#include "base/mem.h"
#include "shell/color.h"
#include "shell/log.h"

#include <string.h>

/* One line on standard error, after all results so far. */
struct label {
    const char *text, *color;
};

static void say(struct session *session, struct label label, const char *text)
{
    bool colored = *label.text && color_errors(session);

    fflush(session->out);
    flockfile(stderr);
    if (session->script)
        fprintf(stderr, "%s:%zu: ", session->script, session->line);
    if (colored)
        fprintf(stderr, "\033[%sm%s\033[m %s\n", label.color, label.text, text);
    else
        fprintf(stderr, "%s%s%s\n", label.text, *label.text ? " " : "", text);
    funlockfile(stderr);
}

static char *format(const char *fmt, va_list ap)
{
    char *text = NULL;

    return vasprintf(&text, fmt, ap) < 0 ? mem_dup(fmt) : text;
}

void session_warn(struct session *session, const char *fmt, ...)
{
    AUTO(free) char *text = NULL;
    va_list ap;

    va_start(ap, fmt);
    text = format(fmt, ap);
    va_end(ap);
    say(session, (struct label){ "warning:", COLOR_WARNING }, text);
    log_write(session, LOG_WARNING, text);
    session->warned = true;
}

void session_note(struct session *session, const char *fmt, ...)
{
    AUTO(free) char *text = NULL;
    va_list ap;

    if (session->quiet)
        return;
    va_start(ap, fmt);
    text = format(fmt, ap);
    va_end(ap);
    say(session, (struct label){ "", "" }, text);
}

int session_report(struct session *session, const struct err *err)
{
    AUTO(free) char *text = mem_dup(err->text);
    char *rest = text, *line;

    if (session->errors) {
        strv_add(session->errors, err->text);
        return err_status(err->code);
    }
    while ((line = strsep(&rest, "\n"))) {
        say(session, (struct label){ "error:", COLOR_ERROR }, line);
        log_write(session, LOG_ERROR, line);
    }
    return err_status(err->code);
}

virConnectPtr session_connect(struct session *session, struct err *err)
{
    virConnectPtr vir = conn_get(session->conn, err);
    AUTO(free) char *text = NULL;

    if (conn_event(session->conn, &text) != CONN_QUIET && vir)
        session_note(session, "%s", text);
    return vir;
}

const char *session_prompt(const struct session *session)
{
    return conn_is_readonly(session->conn) ? "virt-twin > " : "virt-twin # ";
}
