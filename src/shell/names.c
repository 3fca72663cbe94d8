/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/names.h"
#include "virt/error.h"
#include "virt/xml.h"
#include "virt/xml_walk.h"

static void list_domains(virConnectPtr vir, unsigned flags, struct strv *ret)
{
    virDomainPtr *domains = NULL;
    int n = virConnectListAllDomains(vir, &domains, flags);

    for (int i = 0; i < n; i++) {
        strv_add(ret, virDomainGetName(domains[i]));
        domain_free(domains[i]);
    }
    free(domains);
}

static void list_pools(virConnectPtr vir, struct strv *ret)
{
    virStoragePoolPtr *pools = NULL;
    int n = virConnectListAllStoragePools(vir, &pools, 0);

    for (int i = 0; i < n; i++) {
        strv_add(ret, virStoragePoolGetName(pools[i]));
        pool_free(pools[i]);
    }
    free(pools);
}

static void list_networks(virConnectPtr vir, struct strv *ret)
{
    virNetworkPtr *networks = NULL;
    int n = virConnectListAllNetworks(vir, &networks, 0);

    for (int i = 0; i < n; i++) {
        strv_add(ret, virNetworkGetName(networks[i]));
        virNetworkFree(networks[i]);
    }
    free(networks);
}

static void list_volumes(virConnectPtr vir, const char *name, struct strv *ret)
{
    AUTO(pool_free)
    virStoragePoolPtr pool = virStoragePoolLookupByName(vir, name);
    virStorageVolPtr *volumes = NULL;
    int n = pool ? virStoragePoolListAllVolumes(pool, &volumes, 0) : 0;

    for (int i = 0; i < n; i++) {
        strv_add(ret, virStorageVolGetName(volumes[i]));
        volume_free(volumes[i]);
    }
    free(volumes);
}

static void list_targets(virConnectPtr vir, const char *name, struct strv *ret)
{
    struct err ignored = ERR_INIT;
    AUTO(domain_free) virDomainPtr domain = domain_find(vir, name, &ignored);
    AUTO(free)
    char *text =
        domain ? virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE) : NULL;
    AUTO(xml_free)
    struct xml *xml = text ? xml_parse(text, name, &ignored) : NULL;
    AUTO(xml_nodes_done) struct xml_nodes found = { 0 };

    if (xml)
        found = xml_all(xml_root(xml), "devices/disk/target[@dev]");
    for (size_t i = 0; i < found.n; i++)
        strv_take(ret, xml_attribute(found.v[i], "dev"));
}

void names_list(virConnectPtr vir, const struct names_query *query,
                struct strv *ret)
{
    if (query->what == COMPLETE_POOL)
        list_pools(vir, ret);
    else if (query->what == COMPLETE_NETWORK)
        list_networks(vir, ret);
    else if (query->what == COMPLETE_ACTIVE)
        list_domains(vir, VIR_CONNECT_LIST_DOMAINS_ACTIVE, ret);
    else if (query->what == COMPLETE_INACTIVE)
        list_domains(vir, VIR_CONNECT_LIST_DOMAINS_INACTIVE, ret);
    else if (query->what == COMPLETE_DOMAIN)
        list_domains(vir, 0, ret);
    else if (query->what == COMPLETE_VOLUME && query->of)
        list_volumes(vir, query->of, ret);
    else if (query->what == COMPLETE_TARGET && query->of)
        list_targets(vir, query->of, ret);
}
