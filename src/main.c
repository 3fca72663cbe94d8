/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "cmd/cmds.h"
#include "cmd/list_columns.h"
#include "cmd/topics.h"
#include "lua/extend.h"
#include "lua/hooks.h"
#include "shell/help.h"
#include "shell/interactive.h"
#include "shell/options.h"
#include "shell/outlet.h"
#include "shell/script.h"
#include "shell/session.h"
#include "shell/signals.h"
#include "virt/conn.h"
#include "virt/error.h"
#include "virt/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <string.h>

enum { OUT_BUFFER = 1 << 16 };

/* A file opened later must not become standard output by chance: closed ones
 * are opened the wrong way round, so that their use fails. */
static void standard_files(void)
{
    static const int wrong_way[] = { O_WRONLY, O_RDONLY, O_RDONLY };

    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", wrong_way[fd]) < 0)
            _exit(EXIT_FAILURE);
}

/* A command has a thread of its own. An arena of such a thread grows page by
 * page, with a system call for each. */
static void one_arena(void)
{
    mallopt(M_ARENA_MAX, 1);
}

/* virsh would look for an editor without a name. */
static void no_empty_editor(void)
{
    const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");

    if (visual && !*visual)
        unsetenv("VISUAL");
    if (editor && !*editor)
        unsetenv("EDITOR");
}

static void print_version(bool in_full)
{
    const int built = LIBVIR_VERSION_NUMBER;
    unsigned long version = 0;

    printf("%s\n", VIRT_TWIN_VERSION);
    if (!in_full)
        return;
    virGetVersion(&version, NULL, NULL);
    printf("libvirt %lu.%lu.%lu, compiled for %d.%d.%d\n", version / 1000000,
           version / 1000 % 1000, version % 1000, built / 1000000,
           built / 1000 % 1000, built % 1000);
}

static void show(const struct session *session, enum options_show what)
{
    if (what != SHOW_HELP) {
        print_version(what == SHOW_LONG_VERSION);
        return;
    }
    options_usage(stdout);
    fputs("  commands (non interactive mode):\n\n", stdout);
    help_all(session, stdout);
    fputs("  (specify help <group> for details about the commands in the "
          "group)\n\n"
          "  (specify help <command> for details about the command)\n\n",
          stdout);
}

/* One word is a line of commands, more are the words of one. */
static int run_command(struct session *session, const struct options *options)
{
    AUTO(strv_done) struct strv words = { 0 };

    if (options->n == 1)
        return session_run_line(session, options->words[0]);
    for (size_t i = 0; i < options->n; i++)
        strv_add(&words, options->words[i]);
    return session_run_words(session, &words);
}

static int run(struct session *session, const struct options *options)
{
    if (options->n)
        return run_command(session, options);
    session->interactive = !options->script && isatty(STDIN_FILENO);
    if (session->interactive)
        return interactive_run(session);
    if (session_run_connect(session))
        return session->status;
    return script_run(session, options->script);
}

static int open_log(struct session *session, const char *file, struct err *err)
{
    int fd;

    if (!file)
        return 0;
    fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    session->log = fd < 0 ? NULL : fdopen(fd, "a");
    return session->log ? 0
                        : err_sys(err, "failed to open the log file '%s'",
                                  file);
}

static void session_set(struct session *session, const struct options *options)
{
    struct lua_reserved own = { session->commands, LIST_COLUMNS };

    session->json = options->json;
    session->quiet = options->quiet;
    session->trace = options->trace;
    session->no_rc = options->no_rc;
    session->timeout = options->timeout;
    session->escape = options->escape;
    session->eager = options->eager;
    session->debug = options->debug;
    session->hooks = lua_hooks_new(&options->hooks, options->no_hooks);
    session->extension = lua_extension_new(session->hooks, &own);
    session->schema = schema_new();
    session->conn = conn_new(&options->conn);
    conn_on_lost(session->conn, signals_wake, NULL);
}

static int start(struct session *session, struct options *options)
{
    struct err err = ERR_INIT;
    int status;

    session->settings = options->settings;
    options->settings = (struct settings){ 0 };
    options->conn.may_ask = isatty(STDIN_FILENO);
    if (open_log(session, options->log, &err))
        return session_report(session, &err);
    signals_open();
    virt_errors_quiet();
    session_set(session, options);
    status = run(session, options);
    lua_extension_free(TAKE(session->extension));
    lua_hooks_free(TAKE(session->hooks));
    schema_free(TAKE(session->schema));
    conn_free(TAKE(session->conn));
    file_close(session->log);
    return session->ended_by ? 128 + session->ended_by : status;
}

/* What is still in the buffer must arrive, too; a file system may say only when
 * a file is closed that it has not. */
static int end(int status)
{
    int failed = outlet_flush(stdout);

    if (fclose(stdout) && !failed)
        failed = errno;
    if (!failed || failed == EPIPE)
        return status;
    fprintf(stderr, "error: write error%s%s\n", failed > 0 ? ": " : "",
            failed > 0 ? strerror(failed) : "");
    return status ? status : err_status(ERR_FAILED);
}

int main(int argc, char **argv)
{
    struct session session = {
        .out = stdout,
        .commands = cmds,
        .topics = topics,
    };
    AUTO(options_done) struct options options = { 0 };
    AUTO(free) char *buffer = mem_new(1, OUT_BUFFER); /* until end() */
    struct err err = ERR_INIT;
    int status = EXIT_SUCCESS;

    standard_files();
    one_arena();
    no_empty_editor();
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C");
    if (options_parse(argc, argv, &options, &err))
        return session_report(&session, &err);
    if (!isatty(STDOUT_FILENO))
        setvbuf(stdout, buffer, _IOFBF, OUT_BUFFER);
    for (int i = 1; argv + i < options.words; i++)
        strv_add(&session.options, argv[i]);
    if (options.show)
        show(&session, options.show);
    else
        status = start(&session, &options);
    settings_done(&session.settings);
    aliases_done(&session.aliases);
    strv_done(&session.options);
    strv_done(&session.virsh_names);
    status = end(status);
    if (atomic_load(&session.interrupted) && status > 128)
        signals_end(status - 128);
    return status;
}
