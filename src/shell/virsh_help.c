/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/virsh_help.h"
#include "base/mem.h"
#include "base/proc.h"
#include "shell/place.h"

#include <string.h>

enum { PATIENCE_S = 2, HELP_MOST = 1 << 20 };

static bool ask(const char *name, struct proc_result *ret)
{
    const char *const argv[] = {
        "virsh", "-q", "help", "--command", name, NULL
    };
    const struct proc proc = {
        .argv = argv,
        .limit = HELP_MOST,
        .timeout_s = PATIENCE_S,
    };
    struct err ignored = ERR_INIT;

    return *name && proc_exists("virsh") && !proc_run(&proc, ret, &ignored) &&
           !ret->status;
}

bool virsh_help(const char *name, FILE *out)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };

    if (!ask(name, &result))
        return false;
    fputs(result.out, out);
    return true;
}

bool virsh_has_option(const char *command, const char *option)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    AUTO(free) char *text = mem_fmt("    --%s ", option);

    return ask(command, &result) && strstr(result.out, text);
}

/* ---- its options as rows ------------------------------------------------ */

struct rows {
    struct field *v; /* room for one more, which is zero and ends them */
    size_t n;
};

/* "    [--domain] <string>  domain name", "    --reason         also print" */
static void add_row(struct rows *rows, const char *line)
{
    bool data = str_starts(line, "    [--");
    const char *name = line + strlen(data ? "    [--" : "    --");
    size_t n = strcspn(name, "] ");

    rows->v[rows->n++] = (struct field){
        .name = mem_ndup(name, n),
        .type = str_starts(name + n + data, " <") ? FIELD_TEXT : FIELD_BOOL,
        .flags = data ? FIELD_DATA : 0u,
    };
    rows->v = mem_more(rows->v, rows->n, sizeof(*rows->v));
}

static void read_rows(struct rows *rows, char *help)
{
    char *line;

    rows->v = mem_more(NULL, 0, sizeof(*rows->v));
    while ((line = strsep(&help, "\n")))
        if (str_starts(line, "    --") || str_starts(line, "    [--"))
            add_row(rows, line);
}

static void rows_done(struct rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        free((char *)rows->v[i].name);
    free(rows->v);
}
CLEANUP_DONE(struct rows, rows_done);

bool virsh_add_option(struct strv *words)
{
    AUTO(proc_result_done) struct proc_result result = { 0 };
    AUTO(rows_done) struct rows rows = { 0 };
    AUTO(place_done) struct place place = { .only_data = false };
    const struct field *next;

    if (!ask(words->v[0], &result))
        return false;
    read_rows(&rows, result.out);
    place.rows = rows.v;
    for (size_t i = 1; i < words->n; i++)
        place_pass(&place, words->v[i]);
    if (place.pending)
        return true;
    next = place_next_data(&place);
    if (next)
        strv_fmt(words, "--%s", next->name);
    return next != NULL;
}
