/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose clone a domain is, in its <metadata>: it travels with the domain, and
 * says which images other domains need.
 *
 *     <lineage:clone xmlns:lineage="https://virt-twin/xmlns/lineage/1"
 *                    source="base" uuid="..." time="2026-11-23T07:00:00Z">
 *       <lineage:disk target="vda" method="linked" backing="/x/base.qcow2"/>
 *     </lineage:clone>
 *
 * Where an image that was made for several clones lies between
 * (clone/sealed.h), that one is `backing`, and the source's is `below`.
 */
#ifndef CLONE_LINEAGE_H
#define CLONE_LINEAGE_H

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"

#include <libvirt/libvirt.h>

struct clone;

/* Into clone->xml, in place of the source's own. */
int lineage_write(struct clone *clone, struct err *err);
/* The time in it: it tells two clones of one UUID apart. To be freed. */
char *lineage_time(const struct clone *clone);

struct lineage {
    char *source, *uuid, *time; /* NULL: it is no clone of ours */
    struct strv backing;        /* images that linked disks need, all of them */
    struct strv between;        /* those of them that are no domain's */
};

/* Read a domain's; one without is no error. */
int lineage_read(virDomainPtr domain, struct lineage *ret, struct err *err);
void lineage_done(struct lineage *lineage);
CLEANUP_DONE(struct lineage, lineage_done);

/* The names of the domains whose linked disks need an image of this one. */
int lineage_dependents(virConnectPtr vir, virDomainPtr domain,
                       struct strv *ret, struct err *err);

/* Refuse what would change or lose such an image: fails when there are
 * dependents. `verb`: "undefine", "start". */
int lineage_guard(virConnectPtr vir, virDomainPtr domain, const char *verb,
                  struct err *err);

#endif
