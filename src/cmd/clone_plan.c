/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/clone_plan.h"
#include "base/mem.h"
#include "base/proc.h"
#include "clone/clone.h"
#include "clone/method.h"
#include "clone/redact.h"
#include "shell/session.h"
#include "shell/table.h"

#include <string.h>
#include <sys/mman.h>

/* ---- the disks ---------------------------------------------------------- */

/* Where the clone's disk will be found: its own place, or the source's. */
static const char *place_of(const struct disk *disk)
{
    const char *action = disk->choice.action;

    if (disk->path)
        return disk->path;
    if (!strcmp(action, "drop") || !strcmp(action, "empty"))
        return "-";
    return disk->image.path ? disk->image.path : "-";
}

static void add_disk(struct table *table, const struct disk *disk)
{
    const struct engine *engine = disk->engine;

    table_add(table, disk->target, disk->choice.action,
              engine ? method_name(disk) : "-",
              engine ? str_size(disk->bytes).text : "-", place_of(disk),
              NULL);
}

static void show_disks(struct session *session, const struct clone *clone)
{
    AUTO(table_done) struct table table = { 0 };

    table_add(&table, "Disk", "Action", "Method", "Bytes", "Place", NULL);
    for (size_t i = 0; i < clone->n_disks; i++)
        add_disk(&table, &clone->disks[i]);
    for (size_t i = 0; i < clone->n_sides; i++)
        add_disk(&table, &clone->sides[i].disk);
    table_print(&table, session->out, true);
    fputc('\n', session->out);
}

/* Why a cheaper way was not taken, where that was so. */
static void show_reasons(struct session *session, const struct clone *clone)
{
    for (size_t i = 0; i < clone->n_disks; i++) {
        const struct disk *disk = &clone->disks[i];

        if (disk->engine && *disk->why.text)
            fprintf(session->out, "%s: not by %s\n", disk->target,
                    disk->why.text);
    }
    for (size_t i = 0; i < clone->guest.steps.n; i++)
        fprintf(session->out, "inside: %s\n", clone->guest.steps.v[i]);
    for (size_t i = 0; i < clone->notes.n; i++)
        fprintf(session->out, "note: %s\n", clone->notes.v[i]);
}

/* ---- the XML's places --------------------------------------------------- */

static void show_kind(struct session *session, const struct clone *clone,
                      enum finding_kind kind)
{
    const struct findings *findings = &clone->findings;
    bool begun = false;

    for (size_t i = 0; i < findings->n; i++) {
        AUTO(free) char *text = NULL;

        if (findings->v[i].kind != kind)
            continue;
        if (!begun)
            fprintf(session->out, "\n%s:\n", finding_title(kind));
        begun = true;
        text = table_escape(findings->v[i].text, NULL);
        fprintf(session->out, "  %s: %s\n", findings->v[i].where, text);
    }
}

static void show_findings(struct session *session, const struct clone *clone)
{
    for (int kind = 0; kind < FINDING_KINDS; kind++)
        show_kind(session, clone, (enum finding_kind)kind);
    if (clone->findings.n)
        fputc('\n', session->out);
}

/* ---- the XML ------------------------------------------------------------ */

/* A nameless file for a child process to read, without secrets. */
static int memory_file(const struct clone *clone, const struct xml *xml,
                       struct err *err)
{
    AUTO(free) char *whole = xml_text(xml);
    AUTO(free) char *text = redact(&clone->secrets, whole);
    AUTO(fd_close) int fd = memfd_create("xml", MFD_CLOEXEC);
    size_t n = strlen(text);
    int given;

    if (fd < 0 || write(fd, text, n) != (ssize_t)n ||
        lseek(fd, 0, SEEK_SET) < 0)
        return err_sys(err, "cannot keep the XML");
    given = fd;
    fd = -1;
    return given;
}

static int run_diff(struct session *session, const char *const *argv,
                    const int *fds, struct err *err)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    struct proc proc = {
        .argv = argv,
        .keep_fds = fds,
        .n_keep = 2,
        .stop = &session->interrupted,
    };

    if (proc_run(&proc, &result, err))
        return -1;
    if (result.status > 1)
        return err_fail(err, "diff failed: %s", result.err);
    fputs(result.out, session->out);
    return 0;
}

static int show_diff(struct session *session, const struct clone *clone,
                     struct err *err)
{
    AUTO(fd_close) int old = memory_file(clone, clone->source.xml, err);
    AUTO(fd_close) int new = old < 0 ? -1 : memory_file(clone, clone->xml, err);
    AUTO(free) char *old_file = mem_fmt("/dev/fd/%d", old);
    AUTO(free) char *new_file = mem_fmt("/dev/fd/%d", new);
    AUTO(free) char *old_name = mem_fmt("--label=%s", clone->source.name);
    AUTO(free) char *new_name = mem_fmt("--label=%s", clone->name);
    const char *const argv[] = { "diff",   "-u",     old_name, new_name,
                                 old_file, new_file, NULL };

    if (new < 0)
        return -1;
    return run_diff(session, argv, (int[]){ old, new }, err);
}

void clone_plan_show_base(struct session *session, const struct clone *base)
{
    fprintf(session->out, "A base for the clones of '%s' would be made\n\n",
            base->source.name);
    show_disks(session, base);
    show_reasons(session, base);
    fputc('\n', session->out);
}

int clone_plan_show(struct session *session, const struct clone *clone,
                    struct err *err)
{
    fprintf(session->out, "Domain '%s' would be cloned as '%s'\n\n",
            clone->source.name, clone->name);
    if (clone->n_disks)
        show_disks(session, clone);
    show_reasons(session, clone);
    show_findings(session, clone);
    return show_diff(session, clone, err);
}
