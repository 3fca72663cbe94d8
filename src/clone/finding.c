/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/finding.h"
#include "base/mem.h"
#include "clone/clone.h"

#include <stdarg.h>

static const struct {
    const char *word, *title;
} kinds[] = {
    [FINDING_CLASH] = { "clash", "Both have it, and are in each other's way" },
    [FINDING_RESIDUE] = { "residue", "Still says what is the source's" },
    [FINDING_SHARED] = { "shared", "Shared" },
    [FINDING_DROPPED] = { "dropped", "Left out" },
    [FINDING_SAME] = { "same", "The same in both" },
    [FINDING_CHANGED] = { "changed", "Changed" },
};

const char *finding_title(enum finding_kind kind)
{
    return kinds[kind].title;
}

const char *finding_word(enum finding_kind kind)
{
    return kinds[kind].word;
}

bool finding_matters(const struct finding *finding)
{
    return finding->kind < FINDING_SAME;
}

void finding_add(struct clone *clone, enum finding_kind kind, char *where,
                 const char *fmt, ...)
{
    struct findings *list = &clone->findings;
    char *text = NULL;
    va_list ap;

    va_start(ap, fmt);
    if (vasprintf(&text, fmt, ap) < 0)
        text = mem_dup(fmt);
    va_end(ap);
    list->v = mem_more(list->v, list->n, sizeof(*list->v));
    list->v[list->n++] = (struct finding){ kind, where, text };
}

void findings_done(struct findings *findings)
{
    for (size_t i = 0; i < findings->n; i++) {
        free(findings->v[i].where);
        free(findings->v[i].text);
    }
    free(findings->v);
    *findings = (struct findings){ 0 };
}
