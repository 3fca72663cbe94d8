/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names: which ones a domain may have, and what the disks are called. */
#ifndef CLONE_NAME_H
#define CLONE_NAME_H

#include "base/err.h"

#include <stdbool.h>

/* Refuse names that libvirt would choke on, before any call is made with one.
 * libvirt 9.0's QEMU driver deletes its own configuration directory for ".."
 * (it cleans directories named after the domain), and accepts line breaks.
 * Names that only confuse (all digits, like a UUID, leading '-', outer blanks)
 * pass with force. */
int name_check(const char *name, bool force, struct err *err);

/*
 * The file name for a copy, by what the old one says:
 * a stem that is the old domain's name, or has it as a word of its own
 * ("vmA_vda", "data-vmA"), gets the new name in its place; any other becomes
 * NEW-TAG. The suffix stays when it is that of an image or a log and the
 * format stays; ".s1" or ".1699999" of a snapshot is not one, it is part of
 * the stem.
 */
struct name_rule {
    const char *old_domain, *new_domain;
    const char *tag;    /* "vda", "serial0" */
    const char *suffix; /* without the dot: when the format changes; or NULL */
    bool beside; /* virt-clone's way: a stem that is not the old domain's name
                    gets "-clone" at its end */
};
/* Whether the file's stem has the domain's name as a word of its own. */
bool name_in_file(const char *domain, const char *file);
char *name_file(const struct name_rule *rule, const char *old_file);

/* virt-clone's names for a clone of `old`: "old-clone", "old-clone1" ...; of
 * "old-clone9" it is "old-clone10". */
struct name_clone {
    char *base; /* to be freed */
    unsigned long n;
};
struct name_clone name_clone(const char *old);
char *name_clone_next(struct name_clone *next); /* to be freed */

/* What a host may be called that is made from a domain's name: at most 63
 * lower-case letters, digits and dashes. */
struct name_host {
    char text[64];
};
struct name_host name_host(const char *domain);

/* "web-vda.qcow2", 2 -> "web-vda-2.qcow2"; 0 changes nothing. */
char *name_numbered(const char *file, unsigned n);

#endif
