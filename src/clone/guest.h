/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What becomes of the inside of a clone: host name, machine id, keys. Each way
 * to change it is a method, one file a method; a clone can have several.
 */
#ifndef CLONE_GUEST_H
#define CLONE_GUEST_H

#include "base/str.h"
#include "guest/facts.h"

struct clone;

struct guest_method {
    const char *name; /* "seal" */
    const char *help;
    /* At the end of CLONE_PLACE, before the disks get their places: looks
     * only, may edit clone->xml, says in clone->guest.steps what will be. */
    int (*plan)(struct clone *clone, struct err *err);
    /* Once the disks are made: files of its own, on clone->undo. NULL: none.
     */
    int (*make)(struct clone *clone, struct err *err);
    /* After that, with the copies' file systems mounted. NULL: they stay as
     * they are, and no appliance is needed. */
    int (*edit)(struct clone *clone, struct guest_fs *fs, struct err *err);
};

extern const struct guest_method *const guest_methods[]; /* NULL-ended */
extern const struct guest_method guest_method_seal, guest_method_cloud_init,
    guest_method_credentials;

enum { GUEST_METHODS = 4 };

struct clone_guest {
    char *identity;   /* as chosen: "auto", "seal,cloud-init"; NULL: "none" */
    char *hostname;   /* as chosen; set for all from guest_plan() on, unless
                         there is no method */
    char *user_data, *network_config; /* texts for a seed; NULL: not given */
    struct strv seal; /* "ITEM=reset", "ITEM=keep": the last one counts */
    const struct guest_method *methods[GUEST_METHODS];
    size_t n_methods;
    struct guest_fs *fs; /* while the copies are mounted; or NULL */
    bool own_fs;         /* and in an appliance of their own */
    struct guest_layout layout; /* of the source, if somebody looked */
    struct strv steps;   /* what they do, for people: "machine-id: ..." */
    struct strv kept;    /* what identifies it and was left, known in the end */
};

/* What was found on the source's disks, once for the clones of a call. */
struct guest_look {
    struct strv paths; /* of these disks */
    struct guest_facts facts;
};
void guest_look_done(struct guest_look *look);

/* ---- choosing; for hooks and the configuration, too ---- */

/* "identity" (of a list of methods, "auto" or "none"), "hostname" or "seal"
 * ("ITEM=reset,ITEM=keep"), "user_data" or "network_config" (texts). Fails once
 * CLONE_PLACE is over. */
int guest_set(struct clone *clone, const char *key, const char *value,
              struct err *err);
/* The present choice, never NULL: of the user, else of hooks and so on. */
const char *guest_identity(const struct clone *clone);
/* Its host name, or what it would be; NULL when none can be made. The caller
 * frees it. */
char *guest_hostname(const struct clone *clone);
/* The same; one that stands for it when none can be made. */
char *guest_hostname_or(const struct clone *clone);

/* Whether the clone has the method of that name. From guest_plan() on. */
bool guest_has(const struct clone *clone, const char *name);

/* Add the MAC addresses of the source, each with the clone's after it. */
void guest_macs(const struct clone *clone, struct strv *ret);

/* ---- the way through ---- */

/* Choose the methods, and let them plan. */
int guest_plan(struct clone *clone, struct err *err);
/* Let them make their files. */
int guest_make(struct clone *clone, struct err *err);
/* Whether any of them edits the copies. */
bool guest_edits(const struct clone *clone);
/* Let them. The copies are mounted. */
int guest_edit(struct clone *clone, struct err *err);
void guest_done(struct clone_guest *guest);

/* ---- the disks ---- */

/* What "auto" means for the source; says why in clone->guest.steps. The
 * caller frees it. */
char *guest_auto(struct clone *clone, struct err *err);

/* What the source's disks say, read from them once a call; valid as long as
 * clone->spec->shared. They are opened read-only. */
const struct guest_facts *guest_look(struct clone *clone, struct err *err);

/* Mount the copies, in an appliance that is started for them unless they are
 * mounted already. Once the disks are made. */
struct guest_fs *guest_enter(struct clone *clone, struct err *err);
/* They are as they shall be. Nothing is done when they are not mounted. */
int guest_leave(struct clone *clone, struct err *err);
/* clone_change() for several at once, in as few appliances as can be. */
struct guest_job {
    struct clone *clone;
    int *rc; /* filled */
    struct err *err;
};
void guest_change_all(const struct guest_job *jobs, size_t n);

/* Nobody cares any more what becomes of them. */
void guest_drop(struct clone *clone);

/* Whether its disks can be opened here; says why not. */
int guest_reachable(const struct clone *clone, struct err *err);

/* Add the copies of a clone, or what they are copies of, in order. Texts are
 * the clone's. Returns how many. */
size_t guest_copies(const struct clone *clone, struct guest_drives *into);
size_t guest_sources(const struct clone *clone, struct guest_drives *into);

/* Passphrases for them: --guest-key's, and what libvirt knows. */
int guest_passphrases(struct clone *clone, struct strv *ret, struct err *err);

#endif
