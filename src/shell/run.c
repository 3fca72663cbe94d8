/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/background.h"
#include "shell/call.h"
#include "shell/child.h"
#include "shell/help.h"
#include "shell/json.h"
#include "shell/log.h"
#include "shell/outlet.h"
#include "shell/signals.h"
#include "shell/watch.h"

#include <errno.h>
#include <string.h>
#include <time.h>

enum { LONG_MS = 1000 };

static double now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int run_once(struct session *session, struct call *call,
                    struct err *err)
{
    if ((call->command->flags & COMMAND_CONNECTS) &&
        !session_connect(session, err))
        return -1;
    return call->command->run(session, call->args, err);
}

/* In the worker's thread. */
static int connect_and_run(struct session *session, void *data, struct err *err)
{
    struct call *call = data;
    int rc = run_once(session, call, err);

    if (!rc || !(call->command->flags & COMMAND_READS) ||
        atomic_load(&session->interrupted) || !conn_is_lost(session->conn))
        return rc;
    *err = (struct err)ERR_INIT;
    return run_once(session, call, err);
}

/* Those that came while nothing was watching. */
static void take_signals(struct session *session)
{
    int signo;

    while (!session->inside && (signo = signals_next()))
        watch_signal(session, signo);
}

static int run_here(struct session *session, struct call *call, struct err *err)
{
    int rc = call->command->run(session, call->args, err);

    take_signals(session);
    return rc;
}

static int just_connect(struct session *session, void *data, struct err *err)
{
    (void)data;
    return session_connect(session, err) ? 0 : -1;
}

/* --timeout is for connecting, even when it is not for what follows. */
static int connect_first(struct session *session, unsigned flags,
                         struct err *err)
{
    struct watch_work work = { .run = just_connect };

    if (!session->timeout || !(flags & COMMAND_CONNECTS) ||
        !(flags & COMMAND_CHANGES))
        return 0;
    return watch_run(session, &work, err);
}

static int perform(struct session *session, struct call *call, struct err *err)
{
    unsigned flags = call->command->flags;
    struct watch_work work = { connect_and_run, call, flags };

    if ((flags & COMMAND_INTERACTIVE) && !session->interactive)
        return err_fail(err, "%s: command valid only in interactive mode",
                        call->command->name);
    if (flags & COMMAND_HERE)
        return run_here(session, call, err);
    if (connect_first(session, flags, err))
        return -1;
    return watch_run(session, &work, err);
}

/* Results that did not arrive are a failure. A reader that left is told
 * nothing: it did not want more. */
static int check_output(struct session *session)
{
    struct err err = ERR_INIT;
    int failed = outlet_flush(session->out);

    if (!failed)
        return 0;
    if (failed == EPIPE)
        return session->piped ? 0 : err_status(ERR_FAILED);
    if (failed == EINTR)
        err_set(&err, ERR_INTERRUPTED, "interrupted");
    else if (failed > 0)
        err_fail(&err, "write error: %s", strerror(failed));
    else
        err_fail(&err, "write error");
    return session_report(session, &err);
}

/* At a prompt a command that took long says so unasked. */
static bool says_time(const struct session *session, double took)
{
    const char *timing = session->settings.timing;

    if (session->json || session->talked)
        return false;
    if (strcmp(timing, "auto"))
        return setting_on(timing);
    return session->interactive && !session->quiet && took >= LONG_MS &&
           isatty(STDOUT_FILENO);
}

static void print_end(struct session *session, double took)
{
    if (says_time(session, took))
        fprintf(session->out, "\n(Time: %.3f ms)\n\n", took);
    else if (!session->quiet && !session->json)
        putc('\n', session->out);
}

static void show(struct session *session, const struct call *call)
{
    log_write(session, LOG_INFO, call->text);
    if (session->trace)
        fprintf(stderr, "%s%s\n", session_prompt(session), call->text);
}

/* `!COMMAND`. */
static int run_shell(struct session *session, const struct call *call)
{
    struct err err = ERR_INIT;
    pid_t child;

    fflush(session->out);
    if (child_shell(call->shell, -1, &child, &err))
        return session_report(session, &err);
    return child_wait(session, child);
}

static int run_command(struct session *session, struct call *call)
{
    bool runs = call->command->flags & COMMAND_RUNS;
    struct err err = ERR_INIT;
    struct json_catch caught = { 0 };
    int rc;

    session->warned = false;
    session->talked = false;
    if (!runs)
        json_begin(&caught, session, call->command->flags);
    rc = perform(session, call, &err);
    if (!runs)
        json_end(&caught, session, rc ? &err : NULL);
    if (rc && !err.code)
        return session->status;
    if (rc)
        return session_report(session, &err);
    return session->warned ? 4 : 0;
}

/* A failure of the command counts more than one of what reads its results. */
static int run_in_outlet(struct session *session, struct call *call)
{
    double took = now_ms();
    struct err err = ERR_INIT;
    struct outlet outlet;
    int status, after = 0, written = 0;

    if (outlet_open(&outlet, session, call, &err))
        return session_report(session, &err);
    status = run_command(session, call);
    took = now_ms() - took; /* without that of who reads in a pager */
    if (outlet.out) {
        written = check_output(session);
        after = outlet_close(&outlet, session);
    }
    if (!session->quit && !session->inside &&
        !(call->command->flags & COMMAND_RUNS))
        print_end(session, took);
    if (!written)
        written = check_output(session);
    return written ? written : status ? status : after;
}

static int run_beside(struct session *session, const struct call *call)
{
    struct err err = ERR_INIT;

    if (background_start(session, call->text, &err))
        return session_report(session, &err);
    return 0;
}

/* Its own --json is as the program's, for this command; in a script's command
 * the word is the script's. */
static int run_with_json(struct session *session, struct call *call)
{
    const struct command *command = call->command;
    const struct field *row = command->flags & COMMAND_JSON
                                  ? field_find(command->fields, "json")
                                  : NULL;
    bool json = session->json;
    int status;

    if (row && row->type == FIELD_BOOL)
        session->json |= *(bool *)field_at(row, call->args);
    status = run_in_outlet(session, call);
    session->json = json;
    return status;
}

static int run_call(struct session *session, struct call *call)
{
    int status;

    show(session, call);
    if (call->background)
        return run_beside(session, call);
    status = call->command ? run_with_json(session, call)
                           : run_shell(session, call);
    if (call->may_fail && status != err_status(ERR_INTERRUPTED))
        return 0;
    return status;
}

/* Whether the user has had enough of this list of commands. */
static bool stopped(struct session *session)
{
    struct err err = ERR_INIT;

    take_signals(session);
    if (!atomic_load(&session->interrupted))
        return false;
    err_set(&err, ERR_INTERRUPTED, "interrupted");
    session->status = session_report(session, &err);
    return true;
}

/* Warnings (4) do not stop, but are not forgotten either. */
static int run_calls(struct session *session, struct calls *calls)
{
    int status = 0, result = 0;

    for (size_t i = 0; i < calls->n && !session->quit; i++) {
        if (stopped(session))
            return session->status;
        status = run_call(session, &calls->v[i]);
        if (status)
            result = status;
        if (status && status != 4 && session_stops(session, status))
            break;
    }
    return result;
}

bool session_stops(const struct session *session, int status)
{
    return status == err_status(ERR_INTERRUPTED) ||
           (!session->keeps_going && setting_on(session->settings.errexit));
}

static int failed(struct session *session, const struct err *err)
{
    if (session->json)
        json_print(session, json_error(err));
    session->status = session_report(session, err);
    return session->status;
}

static int run_all(struct session *session, const struct words_list *list)
{
    AUTO(calls_done) struct calls calls = { 0 };
    struct err err = ERR_INIT;

    if (calls_parse(session, list, &calls, &err)) {
        failed(session, &err);
        if (calls.wrong && !session->quiet && !session->inside)
            help_usage(calls.wrong, stderr);
        return session->status;
    }
    if (session_run_connect(session))
        return session->status;
    session->status = run_calls(session, &calls);
    return session->status;
}

int session_run_line(struct session *session, const char *line)
{
    AUTO(words_done) struct words_list list = { 0 };
    struct err err = ERR_INIT;

    if (words_split(line, &list, &err))
        return failed(session, &err);
    return run_all(session, &list);
}

int session_run_words(struct session *session, const struct strv *words)
{
    struct words command = { .words = *words };
    struct words_list list = { .v = &command, .n = 1 };

    return run_all(session, &list);
}

int session_run_connect(struct session *session)
{
    struct watch_work work = { .run = just_connect };
    struct err err = ERR_INIT;
    bool now = session->eager;

    session->eager = false;
    if (now && watch_run(session, &work, &err))
        return failed(session, &err);
    return 0;
}
