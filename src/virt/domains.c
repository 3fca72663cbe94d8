/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/domains.h"
#include "virt/error.h"

#include <strings.h>

int domains_list(virConnectPtr vir, unsigned flags, struct domains *ret,
                 struct err *err)
{
    virDomainPtr *v = NULL;
    int n = virConnectListAllDomains(vir, &v, flags);

    if (n < 0)
        return virt_err(err, "failed to list domains");
    *ret = (struct domains){ v, (size_t)n };
    return 0;
}

void domains_done(struct domains *domains)
{
    for (size_t i = 0; i < domains->n; i++)
        domain_free(domains->v[i]);
    free(domains->v);
    *domains = (struct domains){ 0 };
}

static int compare(const void *a, const void *b)
{
    virDomainPtr one = *(const virDomainPtr *)a;
    virDomainPtr two = *(const virDomainPtr *)b;
    unsigned first = virDomainGetID(one), second = virDomainGetID(two);

    /* An inactive domain's is (unsigned)-1. */
    if (first != second)
        return first < second ? -1 : 1;
    return strcasecmp(virDomainGetName(one), virDomainGetName(two));
}

void domains_sort(struct domains *domains)
{
    if (domains->n > 1)
        qsort(domains->v, domains->n, sizeof(virDomainPtr), compare);
}
