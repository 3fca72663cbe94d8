/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/dhcp.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "virt/reserved.h"

#include <ctype.h>
#include <string.h>

static char *mac_of(struct xml_node *nic)
{
    char *mac = xml_get(nic, "mac/@address");

    for (char *p = mac; p && *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return mac;
}

static void note_one(struct clone *clone, struct reserved *reserved,
                     struct xml_node *nic)
{
    AUTO(free) char *network = xml_get(nic, "source/@network");
    AUTO(free) char *old = mac_of(nic);
    const char *new = old ? map_find(clone, old) : NULL, *ip;

    if (!network || !new || !strcmp(new, old))
        return;
    ip = reserved_ip(reserved, network, old);
    if (!ip || reserved_ip(reserved, network, new))
        return;
    finding_add(clone, FINDING_DROPPED, xml_where(nic),
                "network '%s' reserves %s for the source's %s; the clone's "
                "address comes by chance, unless it gets a reservation, too: "
                "virsh net-update '%s' add ip-dhcp-host \"<host mac='%s' "
                "ip='ADDRESS'/>\" --live --config",
                network, *ip ? ip : "a name", old, network, new);
}

void dhcp_note(struct clone *clone)
{
    AUTO(reserved_done) struct reserved reserved = { .vir = clone->vir };
    AUTO(xml_nodes_done)
    struct xml_nodes nics = xml_all(xml_root(clone->source.xml),
                                    "devices/interface[@type='network']");

    for (size_t i = 0; i < nics.n; i++)
        note_one(clone, &reserved, nics.v[i]);
}
