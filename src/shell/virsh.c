/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/virsh.h"
#include "base/mem.h"
#include "base/proc.h"
#include "shell/child.h"
#include "shell/json.h"
#include "shell/virsh_help.h"

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

/* It parses the words as a line, and escapes blanks in what it prints. */
static void unescape(char *line)
{
    char *to = line;

    for (; *line; line++) {
        line += line[0] == '\\' && line[1] == ' ';
        *to++ = *line;
    }
    *to = '\0';
}

static void arguments_to_complete(const struct session *session,
                                  const char *uri, const struct strv *words,
                                  struct strv *ret)
{
    arguments(session, uri, ret);
    strv_add(ret, "complete");
    strv_add(ret, "--");
    for (size_t i = 0; i < words->n; i++)
        strv_take(ret, words_quote(words->v[i], 0));
}

/* Run its completer on words and the prefix after them. False when there was
 * no answer: then it need not be asked again. */
static bool ask(struct session *session, const struct strv *words,
                const char *prefix, struct strv *ret)
{
    AUTO(free) char *uri = uri_of(session);
    AUTO(strv_done) struct strv argv = { 0 };
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct proc proc = { .timeout_s = PATIENCE_S, .limit = HELP_MOST };
    struct err ignored = ERR_INIT;
    char *rest, *line;

    if (is_ours_alone(uri))
        return false;
    arguments_to_complete(session, uri, words, &argv);
    strv_add(&argv, prefix);
    proc.argv = (const char *const *)argv.v;
    if (proc_run(&proc, &result, &ignored))
        return false;
    rest = result.out;
    while ((line = strsep(&rest, "\n"))) {
        unescape(line);
        if (*line)
            strv_add(ret, line);
    }
    return true;
}

/* All values that can stand there. Of the prefix virsh takes plain letters
 * only, and after an empty one it offers options alone. */
static bool ask_values(struct session *session, const struct strv *words,
                       struct strv *ret)
{
    AUTO(strv_done) struct strv longer = { 0 };

    add_all(&longer, words, 0);
    return !virsh_add_option(&longer) || ask(session, &longer, "", ret);
}

/* "--domain=w" is "--domain w". */
static bool ask_equals(struct session *session, const struct strv *words,
                       const char *prefix, struct strv *ret)
{
    int n = (int)strcspn(prefix, "=");
    AUTO(strv_done) struct strv longer = { 0 };
    AUTO(strv_done) struct strv values = { 0 };

    add_all(&longer, words, 0);
    strv_fmt(&longer, "%.*s", n, prefix);
    if (!ask(session, &longer, "", &values))
        return false;
    for (size_t i = 0; i < values.n; i++)
        strv_fmt(ret, "%.*s=%s", n, prefix, values.v[i]);
    return true;
}

static void ask_all(struct session *session, const struct strv *words,
                    const char *prefix, struct strv *ret)
{
    bool option = str_starts(prefix, "-"), answered = true;

    if (option && strchr(prefix, '='))
        answered = ask_equals(session, words, prefix, ret);
    else if (!option)
        answered = ask_values(session, words, ret);
    if (answered && !ret->n)
        ask(session, words, option ? prefix : "", ret);
}

static void offer_words(struct session *session, const struct strv *words,
                        const char *prefix, struct candidates *ret)
{
    AUTO(strv_done) struct strv all = { 0 };

    ask_all(session, words, prefix, &all);
    for (size_t i = 0; i < all.n; i++)
        if (str_starts(all.v[i], prefix))
            strv_add(&ret->words, all.v[i]);
}

static void offer_names(struct session *session, const char *prefix,
                        struct candidates *ret)
{
    const struct strv *all = names(session);

    for (size_t i = 0; i < all->n; i++)
        if (str_starts(all->v[i], prefix))
            strv_add(&ret->words, all->v[i]);
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
    if (!words.n)
        offer_names(session, cursor->prefix, ret);
    else
        offer_words(session, &words, cursor->prefix, ret);
    strv_sort(&ret->words);
    return true;
}
