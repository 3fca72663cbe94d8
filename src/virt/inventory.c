/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/inventory.h"
#include "base/mem.h"
#include "virt/error.h"

#include <ctype.h>
#include <pthread.h>
#include <stdatomic.h>
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

    if (!text && virt_last_code() == VIR_ERR_NO_DOMAIN)
        return 0;
    if (!text)
        return virt_err(err, "cannot read domain '%s'", domain->name);
    return claims_parse(text, domain->name, &domain->claims, err);
}

/* What was plugged into a running domain stands only in its live XML. */
static int read_domain(struct inventory_domain *domain, virDomainPtr vir,
                       struct err *err)
{
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

/* ---- reading all -------------------------------------------------------- */

/* There is no call for the XML of several domains, and the way to the daemon
 * and back is most of the time: so a few are asked for at once. By default a
 * daemon serves five calls of a connection at a time. */
enum { READERS = 4, FEW = 8 };

struct reading {
    struct inventory *inventory;
    virDomainPtr *domains;
    atomic_size_t next;
};

struct reader {
    struct reading *reading;
    pthread_t thread;
    struct err err;
    int rc;
};

static void *read_some(void *data)
{
    struct reader *reader = data;
    struct reading *reading = reader->reading;
    size_t i;

    while (reader->rc == 0 && (i = atomic_fetch_add(&reading->next, 1)) <
                                  reading->inventory->n)
        reader->rc = read_domain(&reading->inventory->v[i],
                                 reading->domains[i], &reader->err);
    return NULL;
}

/* The first reader is this thread. */
static int read_all(struct reading *reading, struct err *err)
{
    size_t wanted = reading->inventory->n > FEW ? READERS : 1, n = 1;
    struct reader readers[READERS] = { { .reading = reading } };

    for (; n < wanted; n++) {
        readers[n].reading = reading;
        if (pthread_create(&readers[n].thread, NULL, read_some, &readers[n]))
            break;
    }
    read_some(&readers[0]);
    for (size_t i = 1; i < n; i++)
        pthread_join(readers[i].thread, NULL);
    for (size_t i = 0; i < n; i++)
        if (readers[i].rc) {
            *err = readers[i].err;
            return -1;
        }
    return 0;
}

static void add_domain(struct inventory *inventory, virDomainPtr vir)
{
    struct inventory_domain *domain = next(inventory);
    char uuid[VIR_UUID_STRING_BUFLEN] = "";

    virDomainGetUUIDString(vir, uuid);
    domain->name = mem_dup(virDomainGetName(vir));
    domain->uuid = mem_dup(uuid);
}

static struct inventory *take_domains(virDomainPtr *domains, size_t n,
                                      struct err *err)
{
    AUTO(inventory_free) struct inventory *inventory =
        mem_new(1, sizeof(*inventory));
    struct reading reading = { .inventory = inventory, .domains = domains };

    for (size_t i = 0; i < n; i++)
        add_domain(inventory, domains[i]);
    if (read_all(&reading, err))
        return NULL;
    for (size_t i = 0; i < n; i++)
        enter(inventory, &inventory->v[i]);
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
