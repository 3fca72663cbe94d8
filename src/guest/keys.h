/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys by which a guest's SSH server is known. */
#ifndef GUEST_KEYS_H
#define GUEST_KEYS_H

#include "guest/fs.h"

/* Their fingerprints, as ssh-keygen -l prints them: "SHA256:... (ED25519)",
 * sorted. Fails where there are some, and no ssh-keygen on this machine. */
int guest_keys_read(struct guest_fs *fs, struct strv *ret, struct err *err);

/* Other keys in place of those in files, each of the same kind and in the same
 * file; their comment says root@hostname. Made on this machine, for a guest may
 * never make them itself (Debian). */
int guest_keys_renew(struct guest_fs *fs, const struct strv *files,
                     const char *hostname, struct err *err);
/* No keys in them, until guest_keys_renew(). */
int guest_keys_empty(struct guest_fs *fs, const struct strv *files,
                     struct err *err);

#endif
