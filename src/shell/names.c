/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell/names.h"
#include "virt/error.h"

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

void names_list(virConnectPtr vir, enum complete what, struct strv *ret)
{
    if (what == COMPLETE_POOL)
        list_pools(vir, ret);
    else if (what == COMPLETE_ACTIVE)
        list_domains(vir, VIR_CONNECT_LIST_DOMAINS_ACTIVE, ret);
    else if (what == COMPLETE_INACTIVE)
        list_domains(vir, VIR_CONNECT_LIST_DOMAINS_INACTIVE, ret);
    else if (what == COMPLETE_DOMAIN)
        list_domains(vir, 0, ret);
}
