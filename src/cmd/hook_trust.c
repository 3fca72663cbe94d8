/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/hook_trust.h"
#include "base/mem.h"
#include "lua/trust.h"
#include "shell/session.h"
#include "shell/table.h"

static void print(struct session *session, const struct strv *files)
{
    AUTO(table_done) struct table table = { 0 };

    table_add(&table, "State", "File", NULL);
    for (size_t i = 0; i + 1 < files->n; i += 2)
        table_add(&table, files->v[i], files->v[i + 1], NULL);
    table_print(&table, session->out, !session->quiet);
}

int hook_trust_list(struct session *session, struct err *err)
{
    AUTO(strv_done) struct strv files = { 0 };

    if (trust_list(&files, err))
        return -1;
    print(session, &files);
    return 0;
}

/* One that is gone can be forgotten by its absolute path. */
static char *project_of(const char *dir, bool forget, struct err *err)
{
    AUTO(free) char *project = trust_project(dir);

    if (!project && forget && *dir == '/')
        project = mem_fmt("%s/.virt-twin", dir);
    if (!project)
        err_fail(err, "there is no directory .virt-twin in '%s'", dir);
    return TAKE(project);
}

int hook_trust(struct session *session, const char *dir, bool forget,
               struct err *err)
{
    AUTO(strv_done) struct strv files = { 0 };
    AUTO(free) char *project = project_of(dir, forget, err);

    if (!project)
        return -1;
    if (forget ? trust_remove(project, &files, err)
               : trust_add(project, &files, err))
        return -1;
    if (forget)
        session_note(session, "%zu files of %s are forgotten", files.n / 2,
                     project);
    else
        print(session, &files);
    return 0;
}
