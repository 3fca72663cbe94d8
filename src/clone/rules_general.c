/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands outside <os> and <devices>. */
#include "clone/action.h"

#include <stddef.h>

#define ASSET(part, key)                                                       \
    {                                                                          \
        .where = "sysinfo/" part "/entry", .class = RULE_GUEST,               \
        .does = "rewritten if made of the name or the UUID, else the same",    \
        .xpath = "sysinfo/" part "/entry[@name='" key "']",                    \
        .apply = action_derive                                                 \
    }

const struct rule rules_general[] = {
    { .where = "name", .class = RULE_UNIQUE, .does = "the new name",
      .option = "--name" },
    { .where = "uuid", .class = RULE_UNIQUE, .does = "a new UUID",
      .option = "--uuid" },
    { .where = "@id", .class = RULE_UNIQUE, .does = "left out", .xpath = ".",
      .key = "id", .apply = action_drop },
    { .where = "genid", .class = RULE_UNIQUE, .does = "a new one",
      .xpath = "genid", .apply = action_uuid },
    { .where = "title", .class = RULE_TEXT, .does = "left out",
      .option = "--title", .xpath = "title", .apply = action_drop },
    { .where = "description", .class = RULE_TEXT, .does = "the same",
      .option = "--description" },

    /* Programs take the clone for the source by these. */
    { .where = "metadata/*", .class = RULE_TEXT,
      .does = "the same, but for some programs' own", .xpath = "metadata/*",
      .apply = action_manager },
    { .where = "metadata/*", .class = RULE_TEXT, .does = "left out",
      .xpath = "metadata/*[starts-with(namespace-uri(), "
               "'https://github.com/cockpit-project/cockpit')]",
      .apply = action_drop, .kind = FINDING_DROPPED,
      .note = "Cockpit's notes on how the source was installed" },
    { .where = "metadata/*", .class = RULE_TEXT, .does = "left out",
      .xpath = "metadata/*[contains(namespace-uri(), "
               "'gnome.org/') and contains(namespace-uri(), 'Boxes')]",
      .apply = action_drop, .kind = FINDING_DROPPED,
      .note = "GNOME Boxes' notes on how the source was installed" },
    { .where = "metadata/**", .class = RULE_TEXT,
      .does = "the same; what names the source is told" },

    /* SMBIOS. libvirt wants the two UUIDs to be equal. */
    { .where = "sysinfo/system/entry", .class = RULE_GUEST,
      .does = "the new UUID; a serial as the next row says",
      .option = "--uuid" },
    ASSET("system", "serial"),
    ASSET("baseBoard", "serial"),
    ASSET("baseBoard", "asset"),
    ASSET("chassis", "serial"),
    ASSET("chassis", "asset"),
    { .where = "sysinfo/oemStrings/entry", .class = RULE_GUEST,
      .does = "systemd's host name and machine id, and what names the source "
              "are new, in base64, too",
      .xpath = "sysinfo/oemStrings/entry", .apply = action_credential },
    { .where = "sysinfo/entry", .class = RULE_GUEST,
      .does = "the same; what names the source is told" },
    { .where = "sysinfo/entry/@file", .class = RULE_FILE, .does = "shared",
      .xpath = "sysinfo[@type='fwcfg']/entry", .key = "file",
      .kind = FINDING_SHARED,
      .note = "both guests read this file; what is in it may be one's own" },
    { .where = "sysinfo/@type sysinfo/*/entry/@name sysinfo/entry/@name "
               "sysinfo/bios/entry",
      .class = RULE_PLAIN, .does = "the same: it does not name a machine" },

    /* Resources. */
    { .where = "resource/fibrechannel/@appid", .class = RULE_UNIQUE,
      .does = "rewritten if made of the name or the UUID, else the same",
      .xpath = "resource/fibrechannel", .key = "appid",
      .apply = action_derive },
    { .where = "resource/partition", .class = RULE_PLAIN,
      .does = "the same: it is made for several machines" },
    { .where = "cputune/cachetune/** cputune/memorytune/**",
      .class = RULE_EXCLUSIVE, .does = "the same",
      .xpath = "cputune/cachetune | cputune/memorytune",
      .kind = FINDING_CLASH,
      .note = "the cache or memory bandwidth may not suffice for two: the "
              "second to start fails then" },
    { .where = "cputune/vcpupin/** cputune/emulatorpin/** "
               "cputune/iothreadpin/** vcpu/@cpuset",
      .class = RULE_PLAIN, .does = "the same",
      .xpath = "cputune/vcpupin | vcpu[@cpuset]", .kind = FINDING_SAME,
      .note = "both machines compete for these processors" },
    { .where = "cputune/**", .class = RULE_PLAIN,
      .does = "the same: it counts for each machine" },
    { .where = "memoryBacking/hugepages/**", .class = RULE_PLAIN,
      .does = "the same", .xpath = "memoryBacking/hugepages",
      .kind = FINDING_SAME,
      .note = "the clone needs as many huge pages again" },
    { .where = "memoryBacking/**", .class = RULE_PLAIN,
      .does = "the same: libvirt names the files itself" },
    { .where = "blkiotune/device/path", .class = RULE_FILE,
      .does = "follows the disk" },
    { .where = "blkiotune/**", .class = RULE_PLAIN,
      .does = "the same: it counts for each machine" },

    /* Security. */
    { .where = "seclabel/@type seclabel/label seclabel/baselabel",
      .class = RULE_UNIQUE,
      .does = "a fixed label becomes one that libvirt chooses",
      .xpath = "seclabel[@type='static']", .apply = action_seclabel },
    { .where = "seclabel/imagelabel", .class = RULE_UNIQUE,
      .does = "left out: libvirt writes it" },
    { .where = "seclabel/@model seclabel/@relabel", .class = RULE_PLAIN,
      .does = "the same" },
    { .where = "launchSecurity/dhCert launchSecurity/session",
      .class = RULE_GUEST, .does = "the same",
      .xpath = "launchSecurity[dhCert or session or idBlock or hostData]",
      .kind = FINDING_SAME,
      .note = "the owner's launch data may be meant for the source alone" },
    { .where = "launchSecurity/idBlock launchSecurity/idAuth "
               "launchSecurity/hostData",
      .class = RULE_GUEST, .does = "the same", .since = "10.5" },
    { .where = "launchSecurity/**", .class = RULE_PLAIN,
      .does = "the same: the kind of protection" },

    /* QEMU's and others' own. */
    { .where = "commandline/**", .class = RULE_TEXT,
      .does = "refused where it may be one machine's alone",
      .option = "--force", .xpath = "qemu:commandline/qemu:arg",
      .key = "value", .apply = action_command },
    { .where = "commandline/**", .class = RULE_TEXT,
      .does = "refused where it may be one machine's alone",
      .option = "--force", .xpath = "qemu:commandline/qemu:env",
      .key = "value", .apply = action_command },
    { .where = "override/** capabilities/** deprecation/** namespace/** "
               "datacenterpath",
      .class = RULE_TEXT, .does = "the same; what names the source is told" },
    { .where = NULL },
};
