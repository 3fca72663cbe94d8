/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/reserved.h"
#include "base/mem.h"
#include "virt/xml.h"
#include "virt/xml_walk.h"

/* libvirt writes MAC addresses in small letters. */
static void add(struct reserved *reserved, const char *network,
                const struct xml_node *host)
{
    AUTO(free) char *mac = xml_attribute(host, "mac");
    AUTO(free) char *key = mem_fmt("%s %s", mac, network);
    char *ip = xml_attribute(host, "ip");

    strv_take(&reserved->texts, ip ? ip : mem_dup(""));
    dict_put(&reserved->ips, key,
             reserved->texts.v[reserved->texts.n - 1]);
}

static void add_all(struct reserved *reserved, const char *network,
                    const char *text)
{
    struct err ignored = ERR_INIT;
    AUTO(xml_free) struct xml *xml = xml_parse(text, network, &ignored);
    AUTO(xml_nodes_done) struct xml_nodes hosts = { 0 };

    if (xml)
        hosts = xml_all(xml_root(xml), "ip/dhcp/host[@mac]");
    for (size_t i = 0; i < hosts.n; i++)
        add(reserved, network, hosts.v[i]);
}

static void read_network(struct reserved *reserved, const char *name)
{
    virNetworkPtr network = virNetworkLookupByName(reserved->vir, name);
    AUTO(free) char *text =
        network ? virNetworkGetXMLDesc(network, 0) : NULL;

    if (text)
        add_all(reserved, name, text);
    if (network)
        virNetworkFree(network);
    dict_put(&reserved->networks, name, reserved);
}

const char *reserved_ip(struct reserved *reserved, const char *network,
                        const char *mac)
{
    AUTO(free) char *key = mem_fmt("%s %s", mac, network);

    if (!dict_get(&reserved->networks, network))
        read_network(reserved, network);
    return dict_get(&reserved->ips, key);
}

void reserved_done(struct reserved *reserved)
{
    dict_done(&reserved->networks);
    dict_done(&reserved->ips);
    strv_done(&reserved->texts);
}
