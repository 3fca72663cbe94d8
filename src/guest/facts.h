/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a guest's disks say of the machine: for choosing how it is made another
 * one, and for comparing machines. */
#ifndef GUEST_FACTS_H
#define GUEST_FACTS_H

#include "guest/fs.h"

struct guest_facts {
    struct guest_layout layout;
    char *hostname;        /* NULL: none */
    char *machine_id;      /* NULL: none, or empty */
    char *dbus_id;         /* of D-Bus, when it is a file of its own; or NULL */
    int systemd;           /* its version; 0: there is none */
    bool booted;           /* it ran at least once */
    struct strv host_keys; /* "SHA256:... (ED25519)": SSH's, sorted */
    struct strv dhcp;      /* "dhclient", "NetworkManager" ... */
    struct strv addresses; /* "192.0.2.7/24 (/etc/netplan/10.yaml)" */
    struct {
        bool installed;
        bool enabled; /* and not switched off */
        bool ran;
        char *instance; /* id; NULL: none */
    } cloud_init;
};

/* Read from the guest that is entered: all but its network and its keys. */
int guest_facts_basic(struct guest_fs *fs, struct guest_facts *ret,
                      struct err *err);
/* All. */
int guest_facts_read(struct guest_fs *fs, struct guest_facts *ret,
                     struct err *err);
void guest_facts_done(struct guest_facts *facts);
CLEANUP_DONE(struct guest_facts, guest_facts_done);

/* Single ones of them. */
char *guest_facts_hostname(struct guest_fs *fs); /* to be freed; NULL: none */
int guest_facts_systemd(struct guest_fs *fs);    /* its version; 0: none */

bool guest_is_linux(const struct guest_facts *facts);

#endif
