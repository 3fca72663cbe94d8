/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cloning one domain. The plan is a pure reading: it can be shown, edited by
 * hooks and thrown away. The run does what the plan says, and has no decision
 * to take.
 */
#ifndef CLONE_CLONE_H
#define CLONE_CLONE_H

#include "base/undo.h"
#include "clone/disk.h"
#include "clone/finding.h"
#include "clone/guest.h"
#include "clone/hooks.h"
#include "clone/map.h"
#include "clone/side.h"
#include "clone/spec.h"
#include "virt/xml.h"

#include <libvirt/libvirt.h>
#include <stdatomic.h>

struct clone {
    const struct clone_spec *spec;
    virConnectPtr vir;
    bool local; /* image paths are this machine's own */
    bool valid; /* nothing is left to check when it is defined */

    struct {
        char *name, *uuid;
        struct xml *xml; /* inactive, with passwords; frozen */
        virDomainPtr domain;
    } source;

    char *name;
    char uuid[VIR_UUID_STRING_BUFLEN];
    struct xml *xml; /* of the clone; frozen from CLONE_CHECK on */
    struct disk *disks;
    size_t n_disks;
    struct side *sides; /* other files of its own */
    size_t n_sides;
    struct map map;
    struct findings findings;
    struct clone_guest guest; /* what becomes of its inside */

    enum clone_phase phase;
    bool hooked;   /* the hooks' begin() was called */
    bool scripted; /* and there are some: set by begin() */
    struct strv notes;   /* what the plan wants the user to know */
    struct strv secrets; /* of hooks: see clone/redact.h */
    struct strv warnings; /* of hooks: the clone is done, exit status 4 */
    struct undo undo;
    atomic_bool halt; /* what its jobs look at: spec->stop, or one failed */
    virDomainPtr domain; /* once it is defined */
    const char *status;  /* for CLONE_FINISH: "ok", "failed", "denied",
                            "interrupted", "partial" */
    struct err outcome;  /* for CLONE_FINISH */
};

/* Plan it: reads only. Its name, MAC addresses and files are then taken for
 * the next clone of the call. */
struct clone *clone_plan(const struct clone_spec *spec, virConnectPtr vir,
                         struct err *err);
/* Do it. On failure everything is undone, or the error is ERR_LEFTOVER and
 * names what is left. */
int clone_run(struct clone *clone, struct err *err);

/* A domain that we defined. */
extern const struct undo_kind undo_domain;
void clone_free(struct clone *clone);
CLEANUP_FUNC(struct clone *, clone_free);

/* ---- for hooks ---- */

/* The new name: in CLONE_PLAN only. */
int clone_set_name(struct clone *clone, const char *name, struct err *err);
/* Whether the present phase may change the world. */
bool clone_allows_effects(const struct clone *clone);
void clone_warn(struct clone *clone, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The effects' phases share one undo stack with the core: push on
 * clone->undo. */

#endif
