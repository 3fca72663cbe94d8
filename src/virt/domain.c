/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mem.h"
#include "base/str.h"
#include "virt/domains.h"
#include "virt/error.h"

#include <limits.h>

static virDomainPtr by_id(virConnectPtr vir, const char *word)
{
    unsigned long id = str_is_number(word) ? strtoul(word, NULL, 10) : INT_MAX;

    return id < INT_MAX ? virDomainLookupByID(vir, (int)id) : NULL;
}

static virDomainPtr look_up(virConnectPtr vir, const char *word)
{
    virDomainPtr domain = by_id(vir, word);

    if (!domain && str_is_uuid(word))
        domain = virDomainLookupByUUIDString(vir, word);
    return domain ? domain : virDomainLookupByName(vir, word);
}

static char *near_name(virConnectPtr vir, const char *word)
{
    AUTO(domains_done) struct domains all = { 0 };
    AUTO(strv_done) struct strv names = { 0 };
    struct err ignored = ERR_INIT;

    domains_list(vir, 0, &all, &ignored);
    for (size_t i = 0; i < all.n; i++)
        strv_add(&names, virDomainGetName(all.v[i]));
    return mem_dup(str_closest(word, (const char *const *)names.v, names.n));
}

virDomainPtr domain_find(virConnectPtr vir, const char *word, struct err *err)
{
    AUTO(free) char *meant = NULL;
    virDomainPtr domain = look_up(vir, word);

    if (domain)
        return domain;
    if (virt_last_code() != VIR_ERR_NO_DOMAIN) {
        virt_err(err, "failed to get domain '%s'", word);
        return NULL;
    }
    meant = near_name(vir, word);
    err_fail(err,
             meant ? "failed to get domain '%s'\nDid you mean '%s'?"
                   : "failed to get domain '%s'",
             word, meant);
    return NULL;
}
