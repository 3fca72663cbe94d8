/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/inventory.h"
#include "base/mem.h"
#include "virt/error.h"
#include "virt/xml.h"

#include <ctype.h>
#include <string.h>

static void lower(char *text)
{
    for (; *text; text++)
        *text = (char)tolower((unsigned char)*text);
}

static void take_all(struct xml *xml, const char *xpath, struct strv *list)
{
    AUTO(xml_result_done) struct xml_result found = { 0 };
    struct err err = ERR_INIT;

    if (xml_eval(xml_root(xml), XML_PATH(xpath), &found, &err))
        return;
    for (size_t i = 0; i < found.n; i++) {
        char *text = found.items[i].node ? xml_node_text(found.items[i].node)
                                         : mem_dup(found.items[i].text);

        strv_take(list, text);
    }
}

static void take_xml(struct inventory_domain *domain, struct xml *xml)
{
    take_all(xml, "devices/interface/mac/@address", &domain->macs);
    for (size_t i = 0; i < domain->macs.n; i++)
        lower(domain->macs.v[i]);
    take_all(xml,
             "os/nvram/text()[normalize-space()] | os/nvram/source/@file |"
             "devices//source/@file | devices//source/@dev |"
             "devices//source/@path | devices//log/@file",
             &domain->paths);
    take_all(xml,
             "metadata/*[namespace-uri()='https://virt-twin/xmlns/lineage/1']"
             "/*/@backing",
             &domain->backing);
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
    take_xml(domain, xml);
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
    take_xml(domain, xml);
}

static struct inventory *take_domains(virDomainPtr *domains, size_t n,
                                      struct err *err)
{
    AUTO(inventory_free) struct inventory *inventory =
        mem_new(1, sizeof(*inventory));

    for (size_t i = 0; i < n; i++)
        if (read_domain(next(inventory), domains[i], err))
            return NULL;
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
        strv_done(&inventory->v[i].macs);
        strv_done(&inventory->v[i].paths);
        strv_done(&inventory->v[i].backing);
    }
    free(inventory->v);
    free(inventory);
}

const char *inventory_name_owner(const struct inventory *inventory,
                                 const char *name)
{
    for (size_t i = 0; i < inventory->n; i++)
        if (!strcmp(inventory->v[i].name, name))
            return inventory->v[i].name;
    return NULL;
}

const char *inventory_uuid_owner(const struct inventory *inventory,
                                 const char *uuid)
{
    for (size_t i = 0; i < inventory->n; i++)
        if (!strcasecmp(inventory->v[i].uuid, uuid))
            return inventory->v[i].name;
    return NULL;
}

const char *inventory_mac_owner(const struct inventory *inventory,
                                const char *mac)
{
    AUTO(free) char *wanted = mem_dup(mac);

    lower(wanted);
    for (size_t i = 0; i < inventory->n; i++)
        if (strv_has(&inventory->v[i].macs, wanted))
            return inventory->v[i].name;
    return NULL;
}

const char *inventory_path_owner(const struct inventory *inventory,
                                 const char *path)
{
    for (size_t i = 0; i < inventory->n; i++)
        if (strv_has(&inventory->v[i].paths, path))
            return inventory->v[i].name;
    return NULL;
}

const char *inventory_backing_user(const struct inventory *inventory,
                                   const char *path)
{
    for (size_t i = 0; i < inventory->n; i++)
        if (strv_has(&inventory->v[i].backing, path))
            return inventory->v[i].name;
    return NULL;
}
