/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What machines must not have in common, to compare them by. */
#ifndef GUEST_TRAITS_H
#define GUEST_TRAITS_H

#include "guest/facts.h"

enum trait {
    TRAIT_HOSTNAME,
    TRAIT_MACHINE_ID,
    TRAIT_HOST_KEY,
    TRAIT_DHCP, /* ids of a client that are written down */
    TRAIT_ADDRESS,
    TRAIT_INSTANCE,
    TRAIT_FILE_SYSTEM,
    TRAIT_LUKS,
    TRAIT_LVM,
    TRAIT_COUNT,
};

struct trait_kind {
    const char *what;   /* "machine-id" */
    const char *danger; /* what happens when two have one */
    bool minor;         /* it matters only when one machine has both disks */
};
extern const struct trait_kind trait_kinds[TRAIT_COUNT];

struct guest_traits {
    struct strv v[TRAIT_COUNT]; /* each value once */
    char *product;              /* "Debian GNU/Linux 12 (bookworm)" */
    bool windows;               /* which has a SID that is not read */
};

/* Read them from the guest that is entered. */
int guest_traits_read(struct guest_fs *fs, struct guest_traits *ret,
                      struct err *err);
void guest_traits_done(struct guest_traits *traits);
CLEANUP_DONE(struct guest_traits, guest_traits_done);

#endif
