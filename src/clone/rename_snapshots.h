/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Snapshots of a domain whose files are renamed: libvirt keeps with each the
 * domain's XML as it was, and would go back to the old paths. */
#ifndef CLONE_RENAME_SNAPSHOTS_H
#define CLONE_RENAME_SNAPSHOTS_H

#include "base/undo.h"

#include <libvirt/libvirt.h>

struct snapshot {
    char *name;
    char *old, *new; /* its XML */
    bool current;    /* the domain was there last */
};

struct snapshots {
    const struct strv *moved; /* files: old, new, old, new ... */
    bool images;              /* disks are among them: then external
                                 snapshots are refused */
    struct snapshot *v;       /* those that name one of them */
    size_t n;
};

/* What becomes of them when the files move; moved and images are given. */
int snapshots_plan(virDomainPtr domain, struct snapshots *snapshots,
                   struct err *err);
/* Define them anew. */
int snapshots_redefine(virDomainPtr domain, const struct snapshots *snapshots,
                       struct undo *undo, struct err *err);
void snapshots_done(struct snapshots *snapshots);

/* A snapshot that we defined anew. */
extern const struct undo_kind undo_snapshot;

#endif
