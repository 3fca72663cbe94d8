/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the plan tells the user of a clone's XML, besides its disks. */
#ifndef CLONE_FINDING_H
#define CLONE_FINDING_H

#include "base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>

struct clone;

/* The worst first. */
enum finding_kind {
    FINDING_CLASH,   /* both have it, and are in each other's way */
    FINDING_RESIDUE, /* still says the source's name, UUID, address or path */
    FINDING_SHARED,  /* both use it, as it is meant */
    FINDING_DROPPED, /* the clone goes without */
    FINDING_SAME,    /* both have it, and it does not matter to the host */
    FINDING_CHANGED, /* the clone has another one */
    FINDING_KINDS,
};

struct finding {
    enum finding_kind kind;
    char *where; /* XPath in the clone's or, if dropped, the source's XML */
    char *text;
};

struct findings {
    struct finding *v;
    size_t n;
};

/* `where` is taken over. */
void finding_add(struct clone *clone, enum finding_kind kind, char *where,
                 const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void findings_done(struct findings *findings);
CLEANUP_DONE(struct findings, findings_done);

/* "would clash", "left out": a heading; and "clash", "dropped": a key. */
const char *finding_title(enum finding_kind kind);
const char *finding_word(enum finding_kind kind);

/* Whether it is told when a clone is made, too, and not only in a plan. */
bool finding_matters(const struct finding *finding);

#endif
