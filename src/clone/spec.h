/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of a clone. */
#ifndef CLONE_SPEC_H
#define CLONE_SPEC_H

#include "clone/guest.h"
#include "clone/hooks.h"
#include "clone/mkdir.h"
#include "clone/pools.h"
#include "clone/sealed.h"
#include "clone/space.h"
#include "virt/inventory.h"

#include <pthread.h>
#include <stdatomic.h>

/* What the clones of one call have in common. */
struct clone_shared {
    struct inventory *inventory; /* of the others, and of clones planned */
    struct space space;
    struct templates *templates; /* of overlays */
    struct pools pools;          /* to be told of new files */
    struct mkdirs dirs;
    struct guest_look look;      /* at the source's disks, if somebody did */
    struct sealed sealed;        /* what they stand on, with seal_once */
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
    bool mkdir;               /* make directories that are missing */
    const char *title, *description; /* NULL: none; the source's */
    const char *nvram;   /* a path, "copy", "reset"; NULL: "copy" */
    const char *tpm;     /* "copy", "new", "drop"; NULL: copy what can be */
    const char *hostdev; /* "drop", "keep"; NULL: "drop" */
    const char *identity; /* methods, see clone/guest.h; NULL: not said */
    const char *hostname; /* NULL: made of the name */
    const char *user_data, *network_config; /* files of this machine's */
    const struct strv *seal;       /* "ITEM=reset", "ITEM=keep" */
    bool seal_once; /* what is common to all, in a base: clone/sealed.h */
    const struct strv *guest_keys; /* files with a passphrase of its disks */

    /* virt-clone's ways; files and targets in the order of the disks. */
    const char *original_xml; /* a file instead of a source */
    const struct strv *files, *force_copy, *skip_copy;
    bool preserve;  /* files are there already, and used as they are */
    bool auto_name; /* name is "": NAME-clone; other files need no --file */
    bool replace;   /* a domain of that name goes first */
    bool any_mac, any_space, any_path; /* what --check turns off */
    bool allocate;  /* no holes in copies */

    bool strict;              /* refuse what would clash or is the source's */
    bool beside;              /* name files as virt-clone does */
    bool force;               /* take what is refused as a caution */
    bool dry_run;
    bool offline; /* and its images are only thought of: a way to copy that is
                     asked for is not asked whether it can */
    struct clone_hooks *hooks; /* NULL: none */
    struct clone_asker *asker; /* NULL: nobody can be asked */
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
    const char *only_phase; /* of scripts only this one; NULL: all */
    bool no_hooks; /* none but those that are mandatory */
    const atomic_bool *stop;
    struct schema *schema; /* loaded once for a session */
    bool start;    /* once it is defined */
    unsigned jobs; /* disks that are copied at the same time; 0: some */

    const struct strv *names; /* of all clones of the call; this is index */
    size_t index;
    struct clone_shared *shared;
};

#endif
