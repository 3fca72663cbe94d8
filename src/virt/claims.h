/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a domain claims for itself: addresses, ports, files, devices. One table
 * says where that stands in the XML; it is read in one walk, so that a
 * thousand domains can be looked at for one clone.
 */
#ifndef VIRT_CLAIMS_H
#define VIRT_CLAIMS_H

#include "virt/xml.h"

/* Values of one space clash with each other only. */
enum claim_space {
    CLAIM_NAME,
    CLAIM_UUID,
    CLAIM_MAC,
    CLAIM_PATH, /* a file, socket or device of the host */
    CLAIM_TCP,
    CLAIM_UDP,
    CLAIM_CID,
    CLAIM_TAP,
    CLAIM_HOSTDEV,
    CLAIM_ID,    /* of a switch's port, and other ids of networks */
    CLAIM_LEASE,
    CLAIM_SHMEM,   /* memory that is meant to be shared */
    CLAIM_BACKING, /* an image below a linked disk; always shared */
    CLAIM_GUEST, /* what the guest sees: both run, but look the same */
};

struct claim {
    enum claim_space space;
    const char *what; /* "MAC address", "serial file" */
    char *value;      /* of a MAC address or UUID: in lower case */
    char *host;       /* address that a port is on; NULL: all of them */
    bool shared;      /* only read, or meant to be shared */
    struct xml_node *node; /* while the document is there */
    const char *owner;     /* for virt/inventory: the domain's name */
    struct claim *next;    /* for virt/inventory */
};

struct claims {
    struct claim *v;
    size_t n;
};

/* `{ 0 }` is empty; adds to it. */
void claims_read(const struct xml *xml, struct claims *ret);
/* The same of a text that nothing else is wanted of, in half the time; name is
 * for messages. */
int claims_parse(const char *text, const char *name, struct claims *ret,
                 struct err *err);
void claims_done(struct claims *claims);
CLEANUP_DONE(struct claims, claims_done);

/* Whether two domains with these are in each other's way. */
bool claims_clash(const struct claim *a, const struct claim *b);

/* What happens then, for people: "cannot run at the same time" ... */
const char *claim_danger(const struct claim *claim);

#endif
