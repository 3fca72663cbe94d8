/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/hook_list.h"
#include "base/mem.h"
#include "base/proc.h"
#include "cmd/domain.h"
#include "lua/tool.h"
#include "shell/table.h"

#include <string.h>

int hook_load(struct session *session, bool anew, struct err *err)
{
    AUTO(strv_done) struct strv notes = { 0 };
    int rc = lua_hooks_load(session->hooks, anew, &notes, err);

    for (size_t i = 0; i < notes.n; i++)
        session_note(session, "note: %s", notes.v[i]);
    return rc;
}

/* The XML of the source, and where it is. */
static int add_source(struct session *session, const char *name,
                      struct strv *ret, struct err *err)
{
    AUTO(domain_free) virDomainPtr domain = session_domain(session, name, err);
    char *text, *uri;

    if (!domain)
        return -1;
    text = virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE);
    if (!text)
        return virt_err(err, "cannot read the XML of '%s'", name);
    strv_take(ret, text);
    uri = virConnectGetURI(virDomainGetConnect(domain));
    strv_take(ret, uri ? uri : mem_dup(""));
    return 0;
}

/* ---- list --------------------------------------------------------------- */

static void print_table(struct session *session, const struct strv *cells,
                        bool source)
{
    AUTO(table_done) struct table table = { 0 };
    size_t n = source ? 5 : 4;

    if (source)
        table_add(&table, "Runs", "Hook", "Phases", "File", "About", NULL);
    else
        table_add(&table, "Hook", "Phases", "File", "About", NULL);
    for (size_t i = 0; i + n <= cells->n; i += n) {
        struct strv row = { cells->v + i, n };

        table_add_list(&table, &row);
    }
    table_print(&table, session->out, !session->quiet);
}

int hook_list(struct session *session, const char *domain, struct err *err)
{
    AUTO(strv_done) struct strv cells = { 0 }, args = { 0 };

    if (hook_load(session, false, err) ||
        (domain && add_source(session, domain, &args, err)) ||
        lua_hooks_ask(session->hooks, "list", &args, &cells, err))
        return -1;
    print_table(session, &cells, domain != NULL);
    return 0;
}

/* ---- show --------------------------------------------------------------- */

static int show_one(struct session *session, const char *name,
                    const struct strv *source, struct err *err)
{
    AUTO(strv_done) struct strv lines = { 0 }, args = { 0 };

    strv_add(&args, name);
    for (size_t i = 0; i < source->n; i++)
        strv_add(&args, source->v[i]);
    if (lua_hooks_ask(session->hooks, "show", &args, &lines, err))
        return -1;
    for (size_t i = 0; i < lines.n; i++)
        fprintf(session->out, "%s\n", lines.v[i]);
    return 0;
}

int hook_show(struct session *session, const struct strv *names,
              const char *domain, struct err *err)
{
    AUTO(strv_done) struct strv source = { 0 };

    if (hook_load(session, false, err) ||
        (domain && add_source(session, domain, &source, err)))
        return -1;
    for (size_t i = 0; i < names->n; i++)
        if (show_one(session, names->v[i], &source, err))
            return -1;
    return 0;
}

/* ---- check -------------------------------------------------------------- */

#define LUACHECKRC VIRT_TWIN_DATADIR "/luacheckrc"

/* What luacheck says of the file, where it is installed. It knows what `virt`
 * has once we are, too. */
static int run_luacheck(const char *file, struct strv *lines, struct err *err)
{
    static const char *const plain[] = { "luacheck", "--no-config",    "--std",
                                         "lua54",    "--read-globals", "virt" };
    static const char *const ours[] = { "luacheck", "--config", LUACHECKRC };
    bool installed = access(LUACHECKRC, R_OK) == 0;
    const char *const *begin = installed ? ours : plain;
    size_t n = installed ? COUNT(ours) : COUNT(plain);
    const char *const end[] = { "--no-color", "--formatter", "plain",
                                "--",         file,          NULL };
    const char *argv[16];
    struct proc proc = { .argv = argv, .timeout_s = 60 };
    AUTO(proc_result_done) struct proc_result result = { 0 };
    char *rest = NULL;

    for (size_t i = 0; i < n; i++)
        argv[i] = begin[i];
    for (size_t i = 0; i < COUNT(end); i++)
        argv[n + i] = end[i];
    if (!proc_exists("luacheck"))
        return 0;
    if (proc_run(&proc, &result, err))
        return -1;
    for (char *line = strtok_r(result.out, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest))
        strv_add(lines, line);
    return 0;
}

static int ask_files(const struct strv *files, struct strv *lines,
                     struct err *err)
{
    static const struct strv nothing = { 0 };
    AUTO(lua_hooks_free)
    struct clone_hooks *hooks = lua_hooks_new(files, false);

    lua_hooks_adjust(hooks, &nothing, NULL);
    if (lua_hooks_load(hooks, false, lines, err) ||
        lua_hooks_ask(hooks, "check", &nothing, lines, err))
        return -1;
    for (size_t i = 0; i < files->n; i++)
        if (run_luacheck(files->v[i], lines, err))
            return -1;
    return 0;
}

static int ask_all(struct session *session, struct strv *lines, struct err *err)
{
    static const struct strv nothing = { 0 };

    if (lua_hooks_load(session->hooks, false, lines, err))
        return -1;
    return lua_hooks_ask(session->hooks, "check", &nothing, lines, err);
}

int hook_check(struct session *session, const struct strv *files,
               struct err *err)
{
    AUTO(strv_done) struct strv lines = { 0 };

    if (files->n ? ask_files(files, &lines, err)
                 : ask_all(session, &lines, err))
        return -1;
    for (size_t i = 0; i < lines.n; i++)
        session_warn(session, "%s", lines.v[i]);
    if (!lines.n)
        session_note(session, "nothing is wrong");
    return 0;
}
