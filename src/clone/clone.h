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
#include "clone/hooks.h"
#include "clone/map.h"
#include "clone/pools.h"
#include "clone/side.h"
#include "clone/space.h"
#include "virt/inventory.h"
#include "virt/xml.h"

#include <libvirt/libvirt.h>
#include <stdatomic.h>

/* What the clones of one call have in common. */
struct clone_shared {
    struct inventory *inventory; /* of the others, and of clones planned */
    struct space space;
    struct templates *templates; /* of overlays */
    struct pools pools;          /* to be told of new files */
};

struct schema;

/* What the user asked for; texts belong to the caller. */
struct clone_spec {
    const char *source;       /* name, UUID or id */
    const char *name;         /* of the clone */
    const char *uuid;         /* NULL: a new one */
    const struct strv *macs;  /* one an interface, in order; missing: new */
    const struct strv *disks; /* "vda,pool=ssd": see disk_fields */
    const char *pool;         /* of all copied disks, or NULL */
    const char *dir;          /* the same, a directory; or NULL */
    bool linked;              /* all copied disks are overlays */
    const char *chain;        /* "keep", "flatten" or NULL, for all disks */
    bool verify;              /* compare each copy with its source */
    const char *title, *description; /* NULL: none; the source's */
    const char *nvram;   /* a path, "copy", "reset"; NULL: "copy" */
    const char *tpm;     /* "copy", "new", "drop"; NULL: copy what can be */
    const char *hostdev; /* "drop", "keep"; NULL: "drop" */
    bool strict;              /* refuse what would clash or is the source's */
    bool beside;              /* name files as virt-clone does */
    bool force;               /* take what is refused as a caution */
    bool dry_run;
    struct clone_hooks *hooks; /* NULL: none */
    const struct strv *hook_files; /* --hook: loaded besides the others */
    /* --no-hook, --only-hook: names or globs, also of built-ins; --set:
     * "hook.key=value". NULL: none. */
    const struct strv *hooks_skip, *hooks_only, *hook_sets;
    /* Lines about what hooks do and change; written while a hook runs, which
     * one does at a time. NULL: not wanted. trace_diff: with the XML's. */
    struct strv *trace;
    bool trace_diff;
    bool twice; /* "mutate" of each hook: what a second run changes is an
                   error */
    bool no_hooks; /* none but those that are mandatory */
    const atomic_bool *stop;
    struct schema *schema; /* loaded once for a session */
    bool start;    /* once it is defined */
    unsigned jobs; /* disks that are copied at the same time; 0: some */

    const struct strv *names; /* of all clones of the call; this is index */
    size_t index;
    struct clone_shared *shared;
};

struct clone {
    const struct clone_spec *spec;
    virConnectPtr vir;
    bool local; /* image paths are this machine's own */
    bool valid; /* the XML was checked against the schema of its libvirt */

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

    enum clone_phase phase;
    bool hooked;   /* the hooks' begin() was called */
    bool scripted; /* and there are some: set by begin() */
    struct strv notes;   /* what the plan wants the user to know */
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
