/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/domains.h"
#include "base/mem.h"
#include "virt/error.h"

#include <string.h>
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

struct keyed {
    virDomainPtr domain;
    unsigned id; /* an inactive domain's is (unsigned)-1 */
    const char *name;
};

static int compare(const void *a, const void *b)
{
    const struct keyed *one = a, *two = b;

    if (one->id != two->id)
        return one->id < two->id ? -1 : 1;
    return strcasecmp(one->name, two->name);
}

/* libvirt is asked once for each: a call takes longer than to compare. */
void domains_sort(struct domains *domains)
{
    struct keyed *rows = mem_new(domains->n, sizeof(*rows));

    for (size_t i = 0; i < domains->n; i++) {
        virDomainPtr domain = domains->v[i];

        rows[i] = (struct keyed){ domain, virDomainGetID(domain),
                                  virDomainGetName(domain) };
    }
    qsort(rows, domains->n, sizeof(*rows), compare);
    for (size_t i = 0; i < domains->n; i++)
        domains->v[i] = rows[i].domain;
    free(rows);
}

/* ---- states ------------------------------------------------------------- */

static int state_of(virDomainPtr domain)
{
    int state = VIR_DOMAIN_NOSTATE;

    virDomainGetState(domain, &state, NULL, 0);
    return state;
}

static bool is_same(virDomainPtr one, virDomainPtr two)
{
    unsigned char first[VIR_UUID_BUFLEN], second[VIR_UUID_BUFLEN];

    return virDomainGetUUID(one, first) == 0 &&
           virDomainGetUUID(two, second) == 0 &&
           !memcmp(first, second, sizeof(first));
}

/* The answers are in the order of the question, but one is missing where the
 * domain is gone. Not every driver knows this question. */
void domains_states(const struct domains *domains, int *ret)
{
    virDomainStatsRecordPtr *records = NULL, *at;

    if (!domains->n)
        return;
    virDomainListGetStats(domains->v, VIR_DOMAIN_STATS_STATE, &records, 0);
    at = records;
    for (size_t i = 0; i < domains->n; i++) {
        ret[i] = VIR_DOMAIN_NOSTATE;
        if (!at || !*at || !is_same((*at)->dom, domains->v[i])) {
            ret[i] = state_of(domains->v[i]);
            continue;
        }
        virTypedParamsGetInt((*at)->params, (*at)->nparams, "state.state",
                             &ret[i]);
        at++;
    }
    virDomainStatsRecordListFree(records);
}
