/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renaming a domain whole: with the files that carry its name. */
#ifndef CLONE_RENAME_H
#define CLONE_RENAME_H

#include "base/err.h"
#include "base/undo.h"

#include <libvirt/libvirt.h>
#include <stdatomic.h>

struct rename_spec {
    virDomainPtr domain; /* shut off, without a managed save */
    const char *name;    /* the new one, which is free */
    bool disks;          /* image files too, not only the UEFI variables */
    bool dry_run;        /* only say what would be */
    const char *hostname; /* of the machine inside; NULL: as it is */
    const struct strv *key_files;  /* passphrases of its disks, or NULL */
    const atomic_bool *stop;
};

/*
 * Change the host name inside, move the files, point the XML at them, also
 * that of snapshots, rename the domain; undone as a whole on failure. `moved`
 * gets old and new path of each file. Refused before anything is done: a file
 * that another domain uses or a linked clone needs, a new path that exists, an
 * external snapshot when an image would move.
 */
int rename_domain(const struct rename_spec *spec, struct strv *moved,
                  struct err *err);

/* A file that we moved, a domain that we defined anew or renamed. */
extern const struct undo_kind undo_moved, undo_redefined, undo_renamed;

#endif
