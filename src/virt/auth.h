/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords: what a connection asks while it is being opened. */
#ifndef VIRT_AUTH_H
#define VIRT_AUTH_H

#include <libvirt/libvirt.h>
#include <stdatomic.h>
#include <stdbool.h>

struct auth {
    bool may_ask; /* on the controlling terminal, never on standard input */
    const atomic_bool *stop; /* becomes true: give up waiting for an answer */
    bool unasked; /* set: an answer was wanted, and could not be asked for */
};

/* Ask a question on the terminal: the answer, to be freed, or NULL. `echo`:
 * whether what is typed is to be seen. */
char *auth_ask(const char *prompt, bool echo, struct auth *auth);

/* For virConnectOpenAuth: points to `auth`, which must outlive its use. */
virConnectAuth auth_libvirt(struct auth *auth);

#endif
