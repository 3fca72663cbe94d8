/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading claims from a text, without the parts that can have none. */
#include "base/mem.h"
#include "virt/claims.h"

/* Most of what libvirt writes of a domain, by how deep it stands: a row of
 * claims.c for something in here would find nothing. */
static const char *const dull[][20] = {
    { NULL },
    { "clock", "cpu", "cputune", "currentMemory", "features", "memory",
      "memoryBacking", "numatune", "on_crash", "on_poweroff", "on_reboot", "pm",
      "resource", "seclabel", "vcpu" },
    { "controller", "emulator", "memballoon", "panic", "sound", "video",
      "watchdog" },
    { "address", "alias", "boot", "driver", "model" },
};

static bool wants(const char *name, unsigned depth)
{
    return depth >= COUNT(dull) || !str_is_among(name, dull[depth]);
}

int claims_parse(const char *text, const char *name, struct claims *ret,
                 struct err *err)
{
    AUTO(xml_free) struct xml *xml = xml_parse_part(text, name, wants, err);
    size_t before = ret->n;

    if (!xml)
        return -1;
    claims_read(xml, ret);
    for (size_t i = before; i < ret->n; i++)
        ret->v[i].node = NULL;
    return 0;
}
