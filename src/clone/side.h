/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files beside the disks that hold a machine's own state: UEFI variables, a
 * writable loader, NVDIMMs, the TPM. Each is planned and copied like a disk.
 */
#ifndef CLONE_SIDE_H
#define CLONE_SIDE_H

#include "clone/disk.h"

struct clone;

struct side {
    struct disk disk; /* its target is "nvram", "nvdimm0", "tpm" ... */
    struct xml_node *node; /* what names it: an element of clone->xml, */
    const char *key;       /* and its attribute (NULL: its text); or NULL */
    bool in_dir;           /* which says the file's directory */
    bool wanted;           /* false: only the path changes, there is no file */
    struct strv dirs; /* to be made for it: like, new, like, new ... */
};

/* Find them in clone->xml. */
int sides_read(struct clone *clone, struct err *err);
/* Fix their destinations and write them into clone->xml. */
int sides_place(struct clone *clone, struct err *err);
void sides_done(struct clone *clone);

/* ---- for nvram.c and tpm.c ---- */

/* A new one for the file at path (taken over). */
struct side *side_add(struct clone *clone, const char *target, char *path);
/* What the XML says for the file at that path; to be freed. */
char *side_named(const struct side *side, const char *path);
/* Look at the file. */
int side_probe(struct clone *clone, struct side *side, struct err *err);
/* It is not there, as far as can be seen; *ret_seen: its place can be seen. */
bool side_is_missing(const struct clone *clone, const char *path,
                     bool *ret_seen);

#endif
