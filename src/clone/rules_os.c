/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Below <os>. Files that are copied: clone/side.c. */
#include "clone/action.h"

#include <stddef.h>

const struct rule rules_os[] = {
    { .where = "os/nvram os/nvram/source/@file", .class = RULE_FILE,
      .does = "copied as NAME_VARS; made anew when it does not exist yet",
      .option = "--nvram" },
    { .where = "os/nvram/@type os/nvram/source/** os/nvram/source",
      .class = RULE_FILE,
      .does = "follows the file; a device becomes one; others are refused",
      .option = "--nvram" },
    { .where = "os/nvram/@template", .class = RULE_PLAIN,
      .does = "the same: it is only read" },
    { .where = "os/nvram/@templateFormat os/nvram/@format",
      .class = RULE_PLAIN, .does = "the same", .since = "9.2" },
    { .where = "os/loader", .class = RULE_FILE,
      .does = "shared if it is only read, else copied" },
    { .where = "os/loader/** os/firmware/** os/@firmware",
      .class = RULE_PLAIN, .does = "the same: how the loader works" },
    { .where = "os/kernel os/initrd os/dtb", .class = RULE_PLAIN,
      .does = "shared: they are only read" },
    { .where = "os/shim", .class = RULE_PLAIN,
      .does = "shared: it is only read", .since = "11.2" },
    { .where = "os/acpi/table", .class = RULE_GUEST, .does = "shared",
      .xpath = "os/acpi/table", .kind = FINDING_SHARED,
      .note = "an ACPI table may hold a licence for one machine" },
    { .where = "os/acpi/table/@type", .class = RULE_PLAIN,
      .does = "the same" },
    { .where = "os/cmdline", .class = RULE_TEXT,
      .does = "cloud-init's and systemd's host name and id are new; what else "
              "names the source is told",
      .xpath = "os/cmdline", .apply = action_cmdline },
    { .where = "os/cmdline", .class = RULE_TEXT, .does = "the same",
      .xpath = "os/cmdline[contains(., 'ip=') or contains(., 'BOOTIF=')]",
      .kind = FINDING_SAME,
      .note = "the kernel's command line gives both guests the same address" },
    { .where = "os/init os/initarg os/initdir os/initenv os/initenv/@name "
               "os/inituser os/initgroup",
      .class = RULE_TEXT, .does = "the same; what names the source is told" },
    { .where = "bootloader bootloader_args", .class = RULE_TEXT,
      .does = "the same; what names the source is told" },
    { .where = "os/smbios/@mode", .class = RULE_PLAIN,
      .does = "the same: where SMBIOS comes from" },
    { .where = "os/type/** os/type os/boot/** os/bootmenu/** os/bios/** "
               "os/root",
      .class = RULE_PLAIN, .does = "the same: how the machine starts" },
    { .where = NULL },
};
