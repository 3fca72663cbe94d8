/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/virsh.h"
#include "base/mem.h"
#include "base/proc.h"
#include "shell/child.h"
#include "shell/json.h"

#include <string.h>

enum { PATIENCE_S = 2, HELP_MOST = 1 << 20 };

/* "    domstate                       domain state" */
static void add_names(struct strv *names, char *help)
{
    char *line;

    while ((line = strsep(&help, "\n")))
        if (str_starts(line, "    ") && line[4] != ' ')
            strv_take(names, mem_ndup(line + 4, strcspn(line + 4, " ")));
}

static const struct strv *names(struct session *session)
{
    static const char *const argv[] = { "virsh", "help", NULL };
    const struct proc proc = {
        .argv = argv,
        .limit = HELP_MOST,
        .timeout_s = PATIENCE_S,
    };
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct err ignored = ERR_INIT;

    if (session->virsh_asked)
        return &session->virsh_names;
    session->virsh_asked = true;
    if (proc_exists("virsh") && !proc_run(&proc, &result, &ignored))
        add_names(&session->virsh_names, result.out);
    return &session->virsh_names;
}

bool virsh_knows(struct session *session, const char *name)
{
    return strv_has(names(session), name);
}

/* ---- the connection ----------------------------------------------------- */

static char *uri_of(const struct session *session)
{
    virConnectPtr vir = conn_if_open(session->conn);

    return vir ? virConnectGetURI(vir) : mem_dup(conn_uri(session->conn));
}

static bool is_ours_alone(const char *uri)
{
    return uri && (str_starts(uri, "test:") || strstr(uri, ":///embed"));
}

void virsh_commands(struct session *session, struct strv *ret)
{
    AUTO(free) char *uri = uri_of(session);
    const struct strv *all = is_ours_alone(uri) ? NULL : names(session);

    for (size_t i = 0; all && i < all->n; i++)
        if (!command_find(session->commands, all->v[i]))
            strv_add(ret, all->v[i]);
}

static void arguments(const struct session *session, const char *uri,
                      struct strv *ret)
{
    strv_add(ret, "virsh");
    if (session->quiet)
        strv_add(ret, "-q");
    if (conn_is_readonly(session->conn))
        strv_add(ret, "-r");
    if (session->escape) {
        strv_add(ret, "-e");
        strv_add(ret, session->escape);
    }
    if (uri) {
        strv_add(ret, "-c");
        strv_add(ret, uri);
    }
}

static void add_all(struct strv *to, const struct strv *from, size_t first)
{
    for (size_t i = first; i < from->n; i++)
        strv_add(to, from->v[i]);
}

/* ---- running ------------------------------------------------------------ */

/* As one JSON value. */
static int run_for_json(struct session *session, const struct strv *argv,
                        struct err *err)
{
    const struct proc proc = {
        .argv = (const char *const *)argv->v,
        .stop = &session->interrupted,
    };
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct json_object *value;

    if (proc_run(&proc, &result, err))
        return -1;
    fputs(result.err, stderr);
    value = json_object_new_object();
    json_put_text(value, "output", result.out);
    json_put_number(value, "status", (uint64_t)result.status);
    json_print(session, value);
    return result.status;
}

static bool ask_help(const char *name, struct proc_result *ret)
{
    const char *const argv[] = { "virsh", "-q", "help", "--command", name,
                                 NULL };
    const struct proc proc = {
        .argv = argv,
        .limit = HELP_MOST,
        .timeout_s = PATIENCE_S,
    };
    struct err ignored = ERR_INIT;

    return *name && proc_exists("virsh") && !proc_run(&proc, ret, &ignored) &&
           !ret->status;
}

bool virsh_help(struct session *session, const char *name)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };

    if (!ask_help(name, &result))
        return false;
    fputs(result.out, session->out);
    return true;
}

bool virsh_has_option(const char *command, const char *option)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    AUTO(free) char *text = mem_fmt("    --%s ", option);

    return ask_help(command, &result) && strstr(result.out, text);
}

/* Its help needs no connection. */
static bool wants_help(const struct strv *words)
{
    return !strcmp(words->v[0], "help") || strv_has(words, "--help");
}

int virsh_run(struct session *session, const struct strv *words,
              struct err *err)
{
    AUTO(free) char *uri = uri_of(session);
    AUTO(strv_done) struct strv argv = { 0 };
    pid_t child;

    if (wants_help(words))
        mem_set(&uri, NULL);
    if (is_ours_alone(uri))
        return err_fail(err,
                        "'%s' is a command of virsh, which cannot be given "
                        "%s: that exists in this program alone",
                        words->v[0], uri);
    arguments(session, uri, &argv);
    add_all(&argv, words, 0);
    if (session->json)
        return run_for_json(session, &argv, err);
    fflush(session->out);
    if (child_start((const char *const *)argv.v, -1, fileno(session->out),
                    &child, err))
        return -1;
    return child_wait(session, child);
}

/* ---- completion --------------------------------------------------------- */

static void ask(struct session *session, const struct strv *words,
                const char *prefix, struct candidates *ret)
{
    AUTO(free) char *uri = uri_of(session);
    AUTO(strv_done) struct strv argv = { 0 };
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct proc proc = { .timeout_s = PATIENCE_S, .limit = HELP_MOST };
    struct err ignored = ERR_INIT;
    char *rest, *line;

    if (is_ours_alone(uri))
        return;
    arguments(session, uri, &argv);
    strv_add(&argv, "complete");
    strv_add(&argv, "--");
    add_all(&argv, words, 0);
    strv_add(&argv, prefix);
    proc.argv = (const char *const *)argv.v;
    if (proc_run(&proc, &result, &ignored))
        return;
    rest = result.out;
    while ((line = strsep(&rest, "\n")))
        if (*line && str_starts(line, prefix))
            strv_add(&ret->words, line);
}

bool virsh_complete(struct session *session, const struct words_cursor *cursor,
                    struct candidates *ret)
{
    AUTO(strv_done) struct strv words = { 0 };
    bool named;

    if (cursor->comment || !cursor->words.n)
        return false;
    named = !strcmp(cursor->words.v[0], "virsh");
    if (!named && (command_find(session->commands, cursor->words.v[0]) ||
                   !virsh_knows(session, cursor->words.v[0])))
        return false;
    add_all(&words, &cursor->words, named);
    if (words.n) {
        ask(session, &words, cursor->prefix, ret);
    } else {
        for (size_t i = 0; i < names(session)->n; i++)
            if (str_starts(names(session)->v[i], cursor->prefix))
                strv_add(&ret->words, names(session)->v[i]);
    }
    strv_sort(&ret->words);
    return true;
}
