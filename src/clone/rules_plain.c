/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where there is nothing to do, and why. */
#include "clone/rules.h"

#include <stddef.h>

const struct rule rules_plain[] = {
    { .where = "@type", .does = "the same: the hypervisor" },
    { .where = "memory/** maxMemory/** currentMemory/** memtune/** vcpu/** "
               "vcpus/** iothreads iothreadids/** defaultiothread/** "
               "numatune/**",
      .does = "the same: how much it gets" },
    { .where = "throttlegroups/**", .does = "the same: names in one process",
      .since = "11.2" },
    { .where = "cpu/** features/** clock/** pm/** perf/** keywrap/** "
               "idmap/** on_poweroff on_reboot on_crash on_lockfailure",
      .does = "the same: what kind of machine it is" },
    { .where = "devices/*/address/** devices/*/alias/** "
               "devices/*/acpi/**",
      .does = "the same: places inside one machine" },
    { .where = "devices/controller/** devices/sound/** devices/video/** "
               "devices/watchdog/** devices/panic/** devices/memballoon/** "
               "devices/hub/** devices/redirfilter/** devices/iommu/** "
               "devices/nvram/** devices/vsock/** devices/redirdev/** ",
      .does = "the same: emulated, for each machine" },
    { .where = "devices/crypto/**",
      .does = "the same: emulated, for each machine", .since = "9.0" },
    { .where = "devices/emulator", .class = RULE_TEXT,
      .does = "the same; what names the source is told" },
    { .where = NULL },
};
