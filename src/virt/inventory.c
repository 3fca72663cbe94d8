/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/inventory.h"
#include "base/mem.h"
#include "virt/error.h"

#include <ctype.h>
#include <string.h>

static char *key_of(enum claim_space space, const char *value)
{
    return mem_fmt("%d:%s", (int)space, value);
}

/* Claims do not move any more once all of a domain are read. */
static void enter(struct inventory *inventory,
                  struct inventory_domain *domain)
{
    for (size_t i = 0; i < domain->claims.n; i++) {
        struct claim *claim = &domain->claims.v[i];
        AUTO(free) char *key = key_of(claim->space, claim->value);

        claim->node = NULL;
        claim->owner = domain->name;
        claim->next = dict_get(&inventory->index, key);
        dict_put(&inventory->index, key, claim);
    }
}

/* A domain may vanish while we look: then it owns nothing. */
static int read_xml(struct inventory_domain *domain, virDomainPtr vir,
                    unsigned flags, struct err *err)
{
    AUTO(free) char *text = virDomainGetXMLDesc(vir, flags);
    AUTO(xml_free) struct xml *xml = NULL;

    if (!text && virt_last_code() == VIR_ERR_NO_DOMAIN)
        return 0;
    if (!text)
        return virt_err(err, "cannot read domain '%s'", domain->name);
    xml = xml_parse(text, domain->name, err);
    if (!xml)
        return -1;
    claims_read(xml, &domain->claims);
    return 0;
}

/* What was plugged into a running domain stands only in its live XML. */
static int read_domain(struct inventory_domain *domain, virDomainPtr vir,
                       struct err *err)
{
    char uuid[VIR_UUID_STRING_BUFLEN] = "";

    domain->name = mem_dup(virDomainGetName(vir));
    virDomainGetUUIDString(vir, uuid);
    domain->uuid = mem_dup(uuid);
    if (read_xml(domain, vir, VIR_DOMAIN_XML_INACTIVE, err))
        return -1;
    if (virDomainGetID(vir) == (unsigned)-1)
        return 0;
    return read_xml(domain, vir, 0, err);
}

static struct inventory_domain *next(struct inventory *inventory)
{
    inventory->v =
        mem_more(inventory->v, inventory->n, sizeof(*inventory->v));
    return &inventory->v[inventory->n++];
}

void inventory_add(struct inventory *inventory, const char *name,
                   struct xml *xml)
{
    struct inventory_domain *domain = next(inventory);

    domain->name = mem_dup(name);
    domain->uuid = xml_get(xml_root(xml), "uuid");
    claims_read(xml, &domain->claims);
    enter(inventory, domain);
}

static struct inventory *take_domains(virDomainPtr *domains, size_t n,
                                      struct err *err)
{
    AUTO(inventory_free) struct inventory *inventory =
        mem_new(1, sizeof(*inventory));

    for (size_t i = 0; i < n; i++) {
        struct inventory_domain *domain = next(inventory);

        if (read_domain(domain, domains[i], err))
            return NULL;
        enter(inventory, domain);
    }
    return TAKE(inventory);
}

struct inventory *inventory_read(virConnectPtr vir, struct err *err)
{
    virDomainPtr *domains = NULL;
    struct inventory *inventory;
    int n = virConnectListAllDomains(vir, &domains, 0);

    if (n < 0) {
        virt_err(err, "cannot list the domains");
        return NULL;
    }
    inventory = take_domains(domains, (size_t)n, err);
    for (int i = 0; i < n; i++)
        domain_free(domains[i]);
    free(domains);
    return inventory;
}

void inventory_free(struct inventory *inventory)
{
    if (!inventory)
        return;
    for (size_t i = 0; i < inventory->n; i++) {
        free(inventory->v[i].name);
        free(inventory->v[i].uuid);
        claims_done(&inventory->v[i].claims);
    }
    dict_done(&inventory->index);
    free(inventory->v);
    free(inventory);
}

const struct claim *inventory_find(const struct inventory *inventory,
                                   enum claim_space space, const char *value)
{
    AUTO(free) char *key = key_of(space, value);

    return dict_get(&inventory->index, key);
}

const struct claim *inventory_clash(const struct inventory *inventory,
                                    const struct claim *claim)
{
    const struct claim *other =
        inventory_find(inventory, claim->space, claim->value);

    while (other && (other->owner == claim->owner ||
                     !claims_clash(claim, other)))
        other = other->next;
    return other;
}

static const char *owner(const struct inventory *inventory,
                         enum claim_space space, const char *value)
{
    const struct claim *claim = inventory_find(inventory, space, value);

    return claim ? claim->owner : NULL;
}

static const char *owner_in_lower_case(const struct inventory *inventory,
                                       enum claim_space space,
                                       const char *value)
{
    AUTO(free) char *wanted = mem_dup(value);

    for (char *p = wanted; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return owner(inventory, space, wanted);
}

const char *inventory_name_owner(const struct inventory *inventory,
                                 const char *name)
{
    return owner(inventory, CLAIM_NAME, name);
}

const char *inventory_uuid_owner(const struct inventory *inventory,
                                 const char *uuid)
{
    return owner_in_lower_case(inventory, CLAIM_UUID, uuid);
}

const char *inventory_mac_owner(const struct inventory *inventory,
                                const char *mac)
{
    return owner_in_lower_case(inventory, CLAIM_MAC, mac);
}

const char *inventory_path_owner(const struct inventory *inventory,
                                 const char *path)
{
    return owner(inventory, CLAIM_PATH, path);
}

const char *inventory_backing_user(const struct inventory *inventory,
                                   const char *path)
{
    return owner(inventory, CLAIM_BACKING, path);
}
