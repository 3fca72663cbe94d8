/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Disks and the devices that hold something of one machine's. */
#include "clone/action.h"

#include <stddef.h>

#define DISK "devices/disk"

const struct rule rules_devices[] = {
    /* Done by clone/place.c: --disk chooses. */
    { .where = DISK "/source/@file " DISK "/source/@dev " DISK
               "/source/@pool " DISK "/source/@volume",
      .class = RULE_FILE,
      .does = "copied if it is written to, else shared",
      .option = "--disk" },
    { .where = DISK "/source/@name " DISK "/source/@dir " DISK
               "/source/@path " DISK "/source/address/**",
      .class = RULE_FILE, .does = "shared or refused", .option = "--disk" },
    { .where = DISK "/@type " DISK "/source/@mode " DISK "/driver/@type",
      .class = RULE_PLAIN, .does = "follows the copy" },
    { .where = DISK "/backingStore/**", .class = RULE_FILE,
      .does = "left out of a copy, which has no backing chain or its own" },
    { .where = DISK "/mirror/**", .class = RULE_FILE,
      .does = "left out: a job that is under way" },
    { .where = DISK "/source/dataStore/**", .class = RULE_FILE,
      .does = "left out of a copy, which has its data in itself",
      .since = "10.10" },
    { .where = DISK "/source/@fdgroup " DISK "/source/slices/**",
      .class = RULE_FILE, .does = "refused", .option = "--disk" },
    { .where = DISK "/source/initiator/iqn/@name", .class = RULE_UNIQUE,
      .does = "the same", .xpath = DISK "/source/initiator/iqn",
      .key = "name", .kind = FINDING_CLASH,
      .note = "two machines log in to the storage under one name" },
    { .where = DISK "/source/encryption/** " DISK "/encryption/** " DISK
               "/source/auth/** " DISK "/auth/**",
      .class = RULE_PLAIN, .does = "the same secret, by reference" },
    { .where = DISK "/serial", .class = RULE_GUEST,
      .does = "the same: the guest may know its disk by it",
      .option = "--disk TARGET,serial=" },
    { .where = DISK "/wwn " DISK "/vendor " DISK "/product",
      .class = RULE_GUEST,
      .does = "the same: the guest may know its disk by it" },
    { .where = DISK "/source/seclabel/label", .class = RULE_PLAIN,
      .does = "the same", .xpath = DISK "/source/seclabel/label",
      .kind = FINDING_SAME,
      .note = "a fixed label must fit the new file" },
    { .where = DISK "/source/**", .class = RULE_PLAIN,
      .does = "the same: how the storage is reached" },
    { .where = DISK "/**", .class = RULE_PLAIN,
      .does = "the same: how the guest sees it" },

    /* Files that are copied by clone/side.c. */
    { .where = "devices/memory/source/path", .class = RULE_FILE,
      .does = "copied if it is written to; a device is refused",
      .option = "--force" },
    { .where = "devices/memory/uuid", .class = RULE_UNIQUE,
      .does = "left out: libvirt makes one",
      .xpath = "devices/memory/uuid", .apply = action_drop },
    { .where = "devices/memory/**", .class = RULE_PLAIN,
      .does = "the same: how much, and where" },
    { .where = "devices/pstore/path", .class = RULE_FILE,
      .does = "left out: libvirt makes one, empty",
      .xpath = "devices/pstore/path", .apply = action_drop,
      .kind = FINDING_DROPPED,
      .note = "crash records of the source stay behind", .since = "10.6" },
    { .where = "devices/pstore/**", .class = RULE_PLAIN, .does = "the same",
      .since = "10.6" },
    { .where = "devices/tpm/backend/source/**", .class = RULE_FILE,
      .does = "copied, beside the old one, or made anew", .option = "--tpm",
      .xpath = "devices/tpm", .apply = action_tpm },
    { .where = "devices/tpm/backend/device/@path", .class = RULE_EXCLUSIVE,
      .does = "left out", .option = "--hostdev",
      .xpath = "devices/tpm[backend/@type='passthrough']",
      .apply = action_device, .arg = "the host's TPM" },
    { .where = "devices/tpm/**", .class = RULE_PLAIN,
      .does = "the same: which TPM, and the secret of its state" },

    /* One at a time. */
    { .where = "devices/hostdev/**", .class = RULE_EXCLUSIVE,
      .does = "left out, unless it is shareable", .option = "--hostdev",
      .xpath = "devices/hostdev", .apply = action_device,
      .arg = "a host device" },
    { .where = "devices/lease/**", .class = RULE_EXCLUSIVE,
      .does = "left out", .option = "--hostdev", .xpath = "devices/lease",
      .apply = action_device, .arg = "a lease" },

    /* Meant to be shared, or not. */
    { .where = "devices/shmem/@name", .class = RULE_UNIQUE,
      .does = "named after the clone, if only the source has it",
      .xpath = "devices/shmem[not(server)]", .key = "name",
      .apply = action_shmem },
    { .where = "devices/shmem/server/@path", .class = RULE_PLAIN,
      .does = "the same", .xpath = "devices/shmem/server", .key = "path",
      .kind = FINDING_SHARED, .note = "both use this shared memory server" },
    { .where = "devices/shmem/**", .class = RULE_PLAIN,
      .does = "the same: what the guest sees of it" },
    { .where = "devices/filesystem/source/@socket", .class = RULE_EXCLUSIVE,
      .does = "the same", .xpath = "devices/filesystem/source",
      .key = "socket", .kind = FINDING_CLASH,
      .note = "the program behind this socket serves one machine" },
    { .where = "devices/filesystem/source/@file "
               "devices/filesystem/source/@dev",
      .class = RULE_FILE, .does = "the same",
      .xpath = "devices/filesystem[(source/@file or source/@dev) and "
               "not(readonly)]",
      .kind = FINDING_CLASH,
      .note = "two machines that mount one file system destroy it" },
    { .where = "devices/filesystem/source/@dir "
               "devices/filesystem/source/@name",
      .class = RULE_FILE, .does = "shared",
      .xpath = "devices/filesystem[source/@dir and not(target/@dir='/')]",
      .kind = FINDING_SHARED,
      .note = "this directory of the host is shared with the source" },
    { .where = "devices/filesystem/source/@dir", .class = RULE_FILE,
      .does = "shared, and told, if it is the guest's own root",
      .xpath = "devices/filesystem[source/@dir and target/@dir='/']",
      .kind = FINDING_CLASH,
      .note = "both guests have this directory as their root; copy it and "
              "change its path" },
    { .where = "devices/filesystem/**", .class = RULE_PLAIN,
      .does = "the same: how the guest sees it" },
    { .where = NULL },
};
