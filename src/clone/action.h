/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rules do to what they match. Each notes what it did. */
#ifndef CLONE_ACTION_H
#define CLONE_ACTION_H

#include "clone/rules.h"

typedef int rule_action(const struct rule_match *match, struct err *err);

rule_action action_drop;   /* the attribute, or the element */
rule_action action_set;    /* arg: "value", or "attribute=value" beside it */
rule_action action_uuid;   /* a new UUID; equal ones stay equal */
rule_action action_rename; /* the path of a file or socket that QEMU makes */
rule_action action_socket; /* the same, and it must fit a socket's address */
rule_action action_tcp;    /* the next port that no domain has */
rule_action action_udp;
rule_action action_cid;    /* the lowest CID that no domain has */
rule_action action_map;    /* what its old value was changed to elsewhere */
rule_action action_derive; /* rewritten where it is made of name or UUID; else
                              kept, and told */
rule_action action_credential; /* "NAME=VALUE" of systemd, or in base64 */
rule_action action_cmdline; /* what gives the guest a name or id */
rule_action action_shmem;
rule_action action_device; /* a device of the host: --hostdev drop or keep */
rule_action action_tpm;    /* --tpm */
rule_action action_manager; /* refused without --force: of oVirt and others */
rule_action action_seclabel;
rule_action action_pty;     /* a character device of its own */
rule_action action_parameter; /* of a network filter */
rule_action action_command; /* of <qemu:commandline>: refused when risky */

#endif
