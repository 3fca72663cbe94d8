/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sealing: what makes a copied guest the twin of its source is taken from its
 * files. One row an item; each can be reset or kept. What its users made is
 * never touched.
 */
#ifndef GUEST_SEAL_H
#define GUEST_SEAL_H

#include "guest/fs.h"

/* Clones on one base are sealed in two parts: what is common to them once, in
 * the base, and in each clone what is its own. What is in both parts must not
 * be the source's in the base either. */
enum seal_part {
    SEAL_COMMON = 1,
    SEAL_OWN = 2,
    SEAL_ALL = SEAL_COMMON | SEAL_OWN,
};

/* A guest that is sealed; it is entered in fs. */
struct seal {
    struct guest_fs *fs;
    enum seal_part part;
    const char *hostname;       /* the new one; SEAL_COMMON: of the base, a
                                   word that no file of the guest's has */
    const struct strv *macs;    /* old, new, old, new ... */
    const struct strv *choices; /* "ITEM=reset", "ITEM=keep"; later ones win */
    struct strv *done, *kept;   /* lines for people; kept: what is there, has
                                   an identity and stays. Those of both parts
                                   together are those of all */
    /* Of the driver. */
    char *old;         /* the host name that it had; NULL: none */
    struct strv found; /* what is at the paths of all items */
};

struct seal_item {
    const char *name;  /* NULL ends the table */
    const char *help;  /* what it is; "SSH host keys" */
    bool kept;         /* unless asked for */
    enum seal_part part;
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

/* Each item of the part. */
int seal_run(struct seal *seal, struct err *err);

/* ---- for the rows ---- */

/* What is asked of the guest before it is changed: seal->old, found. */
int seal_look(struct seal *seal, struct err *err);
void seal_forget(struct seal *seal);
/* What is at the item's paths. */
void seal_find(const struct seal *seal, const struct seal_item *item,
               struct strv *ret);
/* A file with another text, if it is another: edit() gets each part of it that
 * is between NUL bytes, most often all, and gives a new text, or NULL to leave
 * it as it is. */
typedef char *seal_editor(const void *data, const char *text);
struct seal_rewrite {
    const char *path;
    seal_editor *edit;
    const void *data;
};
int seal_rewrite(const struct seal *seal, const struct seal_rewrite *how,
                 bool *ret_changed, struct err *err);
/* Makes SELinux look at all files at the next boot. */
#define SEAL_RELABEL "/.autorelabel"
int seal_machine_id(const struct seal *seal, const struct seal_item *item,
                    bool *ret_changed, struct err *err);
int seal_hostname(const struct seal *seal, const struct seal_item *item,
                  bool *ret_changed, struct err *err);
int seal_old_name(const struct seal *seal, const struct seal_item *item,
                  bool *ret_changed, struct err *err);
int seal_sent_name(const struct seal *seal, const struct seal_item *item,
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
