/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `audit --guest`: what machines have in common inside. */
#ifndef CMD_AUDIT_GUEST_H
#define CMD_AUDIT_GUEST_H

#include "base/err.h"
#include "base/str.h"

struct session;

struct audit_guest {
    const struct strv *words;     /* domains; one is compared with all, more
                                     with each other; none: all with all */
    const struct strv *key_files; /* passphrases of encrypted disks */
};

/* Fails when they share what must not be shared, or when one of the words
 * cannot be looked into. */
int audit_guest(struct session *session, const struct audit_guest *how,
                struct err *err);

#endif
