/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rule table: what two machines must not share, besides name, UUID, MAC
 * addresses and disks, and what a clone gets instead. One row an element or
 * attribute, one interpreter; a string is never replaced in the whole text.
 */
#ifndef CLONE_RULES_H
#define CLONE_RULES_H

#include "base/err.h"

#include <libvirt/libvirt.h>

struct clone;
struct rule;

struct rule {
    const char *xpath; /* relative to <domain>; NULL ends the table */
    int (*apply)(struct clone *clone, const struct rule *rule,
                 struct err *err);
    const char *arg;  /* for the action */
    const char *note; /* told to the user where it matches; or NULL */
};

extern const struct rule rules[];

int rules_apply(struct clone *clone, struct err *err);

/* A random (version 4) UUID. */
struct uuid {
    char text[VIR_UUID_STRING_BUFLEN];
};
struct uuid uuid_random(void);

#endif
