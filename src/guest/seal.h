/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sealing: what makes a copied guest the twin of its source is taken from its
 * files. One row an item; each can be reset or kept. What its users made is
 * never touched.
 */
#ifndef GUEST_SEAL_H
#define GUEST_SEAL_H

#include "guest/fs.h"

/* A guest that is sealed; it is entered in fs. */
struct seal {
    struct guest_fs *fs;
    const char *hostname;       /* the new one */
    const struct strv *macs;    /* old, new, old, new ... */
    const struct strv *choices; /* "ITEM=reset", "ITEM=keep"; later ones win */
    struct strv *done, *kept;   /* lines for people; kept: what is there, has
                                   an identity and stays */
    /* Of the driver. */
    char *old;    /* the host name that it had; NULL: none */
    bool systemd; /* it runs it */
};

struct seal_item {
    const char *name;  /* NULL ends the table */
    const char *help;  /* what it is; "SSH host keys" */
    bool kept;         /* unless asked for */
    const char *paths; /* patterns of the shell's, blanks between them */
    /* Reset it; *ret_changed: there was something. NULL: remove what is at
     * the paths. */
    int (*reset)(const struct seal *seal, const struct seal_item *item,
                 bool *ret_changed, struct err *err);
};
extern const struct seal_item seal_items[];

/* Whether a text is "ITEM=reset" or "ITEM=keep". */
int seal_check(const char *choice, struct err *err);
/* Whether the item is reset. */
bool seal_wants(const struct strv *choices, const struct seal_item *item);

int seal_run(struct seal *seal, struct err *err);

/* Only the host name, wherever it is; macs, choices, done and kept may be
 * NULL. before gets path, text, path, text ... of the files that may change,
 * also when this fails; seal_name_back() writes them again. */
int seal_name(struct seal *seal, struct strv *before, struct err *err);
int seal_name_back(struct guest_fs *fs, const struct strv *before,
                   struct err *err);

/* ---- for the rows ---- */

/* What they ask of the guest before they change it: seal->old, systemd. */
int seal_look(struct seal *seal, struct err *err);
/* What is at the item's paths. */
void seal_find(const struct seal *seal, const struct seal_item *item,
               struct strv *ret);
int seal_machine_id(const struct seal *seal, const struct seal_item *item,
                    bool *ret_changed, struct err *err);
int seal_hostname(const struct seal *seal, const struct seal_item *item,
                  bool *ret_changed, struct err *err);
int seal_old_name(const struct seal *seal, const struct seal_item *item,
                  bool *ret_changed, struct err *err);
int seal_keys(const struct seal *seal, const struct seal_item *item,
              bool *ret_changed, struct err *err);
int seal_random(const struct seal *seal, const struct seal_item *item,
                bool *ret_changed, struct err *err);
int seal_macs(const struct seal *seal, const struct seal_item *item,
              bool *ret_changed, struct err *err);
int seal_iscsi(const struct seal *seal, const struct seal_item *item,
               bool *ret_changed, struct err *err);
int seal_nvme(const struct seal *seal, const struct seal_item *item,
              bool *ret_changed, struct err *err);

#endif
