/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "shell/json.h"
#include "shell/log.h"
#include "shell/session.h"
#include "shell/signals.h"
#include "shell/watch.h"
#include "shell/words.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* A command with its parsed words, ready to run. */
struct job {
    const struct command *command;
    void *args;
    char *text; /* the command as it could be typed */
    bool may_fail;
};

struct jobs {
    struct job *v;
    size_t n;
};

static void jobs_done(struct jobs *jobs)
{
    for (size_t i = 0; i < jobs->n; i++) {
        struct job *job = &jobs->v[i];

        if (job->args)
            fields_done(job->command->fields, job->args);
        free(job->args);
        free(job->text);
    }
    free(jobs->v);
    *jobs = (struct jobs){ 0 };
}
CLEANUP_DONE(struct jobs, jobs_done);

/* ---- words to jobs ------------------------------------------------------ */

static const struct command *find(const struct session *session,
                                  const char *name, struct err *err)
{
    const struct command *command = command_find(session->commands, name);
    const char *near;

    if (command)
        return command;
    near = command_closest(session->commands, name);
    if (near)
        err_usage(err, "unknown command: '%s'\nDid you mean '%s'?", name, near);
    else
        err_usage(err, "unknown command: '%s'", name);
    return NULL;
}

/* `COMMAND ... --help ...` is `help COMMAND`. */
static bool wants_help(const struct strv *words)
{
    for (size_t i = 1; i < words->n && strcmp(words->v[i], "--"); i++)
        if (!strcmp(words->v[i], "--help"))
            return true;
    return false;
}

static char *typed(const struct strv *words)
{
    AUTO(buf_done) struct buf text = { 0 };

    for (size_t i = 0; i < words->n; i++) {
        AUTO(free) char *word = words_quote(words->v[i], 0);

        buf_fmt(&text, "%s%s", i ? " " : "", word);
    }
    return buf_take(&text);
}

static int parse(const struct session *session, const struct strv *words,
                 struct job *job, struct err *err)
{
    char *help[] = { NULL };
    struct field_words rest = { words->v[0], words->v + 1, words->n - 1 };
    const struct command *command = find(session, words->v[0], err);

    if (command && wants_help(words)) {
        help[0] = (char *)command->name;
        rest = (struct field_words){ "help", help, 1 };
        command = find(session, "help", err);
    }
    if (!command)
        return -1;
    job->command = command;
    job->args = mem_new(1, command->size);
    job->text = typed(words);
    return fields_parse(command->fields, &rest, job->args, err);
}

static int add_job(const struct session *session, const struct words *command,
                   struct jobs *jobs, struct err *err)
{
    struct job *job;

    jobs->v = mem_more(jobs->v, jobs->n, sizeof(*jobs->v));
    job = &jobs->v[jobs->n++];
    job->may_fail = command->may_fail;
    return parse(session, &command->words, job, err);
}

/* ---- running ------------------------------------------------------------ */

static double now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* In the worker's thread. */
static int connect_and_run(struct session *session, void *data, struct err *err)
{
    struct job *job = data;

    if ((job->command->flags & COMMAND_CONNECTS) &&
        !session_connect(session, err))
        return -1;
    return job->command->run(session, job->args, err);
}

/* Those that came while nothing was watching. */
static void take_signals(struct session *session)
{
    int signo;

    while ((signo = signals_next()))
        watch_signal(session, signo);
}

static int run_here(struct session *session, struct job *job, struct err *err)
{
    int rc = job->command->run(session, job->args, err);

    take_signals(session);
    return rc;
}

static int perform(struct session *session, struct job *job, struct err *err)
{
    unsigned flags = job->command->flags;
    struct watch_work work = { connect_and_run, job, flags };

    if ((flags & COMMAND_INTERACTIVE) && !session->interactive)
        return err_fail(err, "%s: command valid only in interactive mode",
                        job->command->name);
    if (flags & COMMAND_HERE)
        return run_here(session, job, err);
    return watch_run(session, &work, err);
}

/* Results that did not arrive are a failure. A reader that left is told
 * nothing: it did not want more. */
static int check_output(struct session *session)
{
    struct err err = ERR_INIT;
    int failed = fflush(session->out) ? errno : 0;

    if (!failed && !ferror(session->out))
        return 0;
    clearerr(session->out);
    if (failed == EPIPE)
        return err_status(ERR_FAILED);
    if (failed == EINTR)
        err_set(&err, ERR_INTERRUPTED, "interrupted");
    else if (failed)
        err_fail(&err, "write error: %s", strerror(failed));
    else
        err_fail(&err, "write error");
    return session_report(session, &err);
}

static void print_end(struct session *session, double began)
{
    if (session->timing && !session->json)
        fprintf(session->out, "\n(Time: %.3f ms)\n\n", now_ms() - began);
    else if (!session->quiet && !session->json)
        putc('\n', session->out);
}

static void show(struct session *session, const struct job *job)
{
    log_write(session, LOG_INFO, job->text);
    if (session->trace)
        fprintf(stderr, "%s%s\n", session_prompt(session), job->text);
}

static int run_job(struct session *session, struct job *job)
{
    struct err err = ERR_INIT;
    double began = now_ms();
    struct json_catch caught;
    int status, written, rc;

    show(session, job);
    session->warned = false;
    json_begin(&caught, session, job->command->flags);
    rc = perform(session, job, &err);
    json_end(&caught, session, rc ? &err : NULL);
    if (rc)
        status = session_report(session, &err);
    else
        status = session->warned ? 4 : 0;
    if (!session->quit)
        print_end(session, began);
    written = check_output(session);
    if (job->may_fail && !written && status != err_status(ERR_INTERRUPTED))
        return 0;
    return written ? written : status;
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
static int run_jobs(struct session *session, struct jobs *jobs)
{
    int status = 0, result = 0;

    for (size_t i = 0; i < jobs->n && !session->quit; i++) {
        if (stopped(session))
            return session->status;
        status = run_job(session, &jobs->v[i]);
        if (status)
            result = status;
        if (status && status != 4)
            break;
    }
    return result;
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
    AUTO(jobs_done) struct jobs jobs = { 0 };
    struct err err = ERR_INIT;

    for (size_t i = 0; i < list->n; i++)
        if (add_job(session, &list->v[i], &jobs, &err))
            return failed(session, &err);
    if (session_run_connect(session))
        return session->status;
    session->status = run_jobs(session, &jobs);
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

static int just_connect(struct session *session, void *data, struct err *err)
{
    (void)data;
    return session_connect(session, err) ? 0 : -1;
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
