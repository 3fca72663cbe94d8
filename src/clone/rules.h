/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rule table: every element and attribute of a domain, and what becomes of
 * it in a clone. One row a place, one interpreter; a string is never replaced
 * in the whole text. Name, UUID, MAC addresses and disks have rows for
 * the reader, but are done by identity.c and place.c.
 */
#ifndef CLONE_RULES_H
#define CLONE_RULES_H

#include "base/err.h"
#include "clone/finding.h"
#include "virt/xml.h"

#include <libvirt/libvirt.h>
#include <stdio.h>

struct clone;
struct rule;

enum rule_class {
    RULE_PLAIN,     /* may be the same in any number of machines */
    RULE_UNIQUE,    /* must be unique on the host or in the network */
    RULE_FILE,      /* names a file with the machine's own state */
    RULE_EXCLUSIVE, /* two machines cannot run side by side with it */
    RULE_GUEST,     /* the guest sees it: identity */
    RULE_TEXT,      /* free text that may hold anything */
};

/* One match. */
struct rule_match {
    struct clone *clone;
    const struct rule *rule;
    struct xml_node *node;
    char *old; /* the value: of rule->key, else the element's own text */
};

struct rule {
    /* Patterns, a blank between two; in a step '|' separates names, '*' is any
     * name, and a last step '**' is all that is below. */
    const char *where;
    enum rule_class class;
    const char *does;   /* what becomes of it, for people */
    const char *option; /* of `clone`, that chooses otherwise; or NULL */

    /* What it acts upon: elements, relative to <domain>. NULL: nothing. */
    const char *xpath;
    const char *key; /* attribute that must be there; NULL: the element */
    int (*apply)(const struct rule_match *match, struct err *err);
    const char *arg; /* for the action */

    const char *note; /* for people, where it matches; or NULL */
    enum finding_kind kind; /* of the note */
    const char *since; /* libvirt version that brought it; NULL: before 9.0 */
};

/* The tables, by part of the XML; NULL-ended, each ends with where = NULL. */
extern const struct rule *const rule_tables[];
extern const struct rule rules_general[], rules_os[], rules_network[],
    rules_char[], rules_devices[], rules_plain[];

int rules_apply(struct clone *clone, struct err *err);

/* The rule whose pattern fits "devices/vsock/cid/@address", or NULL. */
const struct rule *rule_of(const char *path);
bool rule_fits(const struct rule *rule, const char *path);
/* "unique", "file" ... */
const char *rule_class_word(enum rule_class class);

/* ... a part of them, as it can be left out by the user. */
enum rules_part { RULES_GRAPHICS, RULES_PATHS, RULES_REST, RULES_PARTS };
int rules_apply_part(struct clone *clone, enum rules_part part,
                     struct err *err);

/* A random (version 4) UUID. */
struct uuid {
    char text[VIR_UUID_STRING_BUFLEN];
};
struct uuid uuid_random(void);

#endif
