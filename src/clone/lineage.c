/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/lineage.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/method.h"
#include "virt/domains.h"
#include "virt/error.h"
#include "virt/pool.h"

#include <string.h>
#include <time.h>

static const char ns_uri[] = "https://virt-twin/xmlns/lineage/1";

/* ---- writing ------------------------------------------------------------ */

static const char old_lineage[] =
    "metadata/*[namespace-uri()='https://virt-twin/xmlns/lineage/1']";

static struct xml_node *new_element(struct clone *clone,
                                    struct xml_node *parent, const char *name,
                                    struct err *err)
{
    struct xml_node *node = xml_new(clone->xml, name, err);

    return node && xml_put(parent, node, NULL, err) == 0 ? node : NULL;
}

static int write_disk(struct clone *clone, struct xml_node *parent,
                      const struct disk *disk, struct err *err)
{
    const char *backing = disk_backing(disk);
    struct xml_node *node;

    if (!disk->engine)
        return 0;
    node = new_element(clone, parent, "lineage:disk", err);
    if (!node || xml_set_attribute(node, "target", disk->target, err) ||
        xml_set_attribute(node, "method", method_name(disk), err))
        return -1;
    return xml_set_attribute(node, "backing", backing, err) ||
                   xml_set_attribute(node, "below", disk_below(disk), err)
               ? -1
               : 0;
}

static int write_source(const struct clone *clone, struct xml_node *node,
                        struct err *err)
{
    char text[32];
    time_t now = time(NULL);
    struct tm utc;

    gmtime_r(&now, &utc);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return xml_set_attribute(node, "source", clone->source.name, err) ||
                   xml_set_attribute(node, "uuid", clone->source.uuid, err) ||
                   xml_set_attribute(node, "time", text, err)
               ? -1
               : 0;
}

static struct xml_node *metadata(struct clone *clone, struct err *err)
{
    struct xml_node *root = xml_root(clone->xml);
    struct xml_node *node = xml_find(root, "metadata");

    return node ? node : new_element(clone, root, "metadata", err);
}

int lineage_write(struct clone *clone, struct err *err)
{
    struct xml_node *root = xml_root(clone->xml), *parent, *node;

    if (xml_remove(root, XML_PATH(old_lineage), err) < 0 ||
        xml_ns(clone->xml, "lineage", ns_uri, err))
        return -1;
    parent = metadata(clone, err);
    node = parent ? new_element(clone, parent, "lineage:clone", err) : NULL;
    if (!node || write_source(clone, node, err))
        return -1;
    for (size_t i = 0; i < clone->n_disks; i++)
        if (write_disk(clone, node, &clone->disks[i], err))
            return -1;
    return 0;
}

char *lineage_time(const struct clone *clone)
{
    AUTO(free) char *path = mem_fmt("%s/@time", old_lineage);

    return xml_get(xml_root(clone->xml), path);
}

/* ---- reading ------------------------------------------------------------ */

static void take_all(struct xml_node *node, const struct xml_path *path,
                     struct strv *ret)
{
    AUTO(xml_result_done) struct xml_result found = { 0 };
    struct err ignored;

    if (xml_eval(node, path, &found, &ignored))
        return;
    for (size_t i = 0; i < found.n; i++)
        strv_add(ret, found.items[i].text);
}

static void take(struct lineage *ret, struct xml_node *node)
{
    ret->source = xml_get(node, "@source");
    ret->uuid = xml_get(node, "@uuid");
    ret->time = xml_get(node, "@time");
    take_all(node,
             XML_PATH("*[local-name()='disk']/@backing |"
                      "*[local-name()='disk']/@below"),
             &ret->backing);
    take_all(node, XML_PATH("*[local-name()='disk' and @below]/@backing"),
             &ret->between);
}

/* Of the persistent domain; a transient one has only the other. */
static char *read_text(virDomainPtr domain)
{
    unsigned flags = virDomainIsPersistent(domain) == 1
                         ? VIR_DOMAIN_AFFECT_CONFIG
                         : VIR_DOMAIN_AFFECT_CURRENT;

    return virDomainGetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, ns_uri,
                                flags);
}

int lineage_read(virDomainPtr domain, struct lineage *ret, struct err *err)
{
    AUTO(free) char *text = read_text(domain);
    AUTO(xml_free) struct xml *xml = NULL;

    *ret = (struct lineage){ 0 };
    if (!text) {
        int code = virt_last_code();

        return code == VIR_ERR_NO_DOMAIN_METADATA ||
                       code == VIR_ERR_NO_DOMAIN || code == VIR_ERR_NO_SUPPORT
                   ? 0
                   : virt_err(err, "cannot read a domain's lineage");
    }
    xml = xml_parse(text, "lineage", err);
    if (!xml)
        return -1;
    take(ret, xml_root(xml));
    return 0;
}

void lineage_done(struct lineage *lineage)
{
    free(lineage->source);
    free(lineage->uuid);
    free(lineage->time);
    strv_done(&lineage->backing);
    strv_done(&lineage->between);
}

/* ---- who needs it ------------------------------------------------------- */

/* A lineage names files, also those of volumes. */
static void add_volumes(virConnectPtr vir, const struct xml *xml,
                        struct strv *ret)
{
    AUTO(xml_nodes_done) struct xml_nodes nodes =
        xml_all(xml_root(xml), "devices/disk/source[@pool and @volume]");
    struct err ignored;

    for (size_t i = 0; i < nodes.n; i++) {
        AUTO(free) char *pool = xml_get(nodes.v[i], "@pool");
        AUTO(free) char *volume = xml_get(nodes.v[i], "@volume");
        char *path = pool_path(vir, pool, volume, &ignored);

        if (path)
            strv_take(ret, path);
    }
}

static int own_images(virConnectPtr vir, virDomainPtr domain,
                      struct strv *ret, struct err *err)
{
    AUTO(free) char *text =
        virDomainGetXMLDesc(domain, VIR_DOMAIN_XML_INACTIVE);
    AUTO(xml_free) struct xml *xml = NULL;
    AUTO(xml_result_done) struct xml_result found = { 0 };

    if (!text)
        return virt_err(err, "cannot read the domain");
    xml = xml_parse(text, "domain", err);
    if (!xml ||
        xml_eval(xml_root(xml),
                 XML_PATH("devices/disk/source/@file |"
                          "devices/disk/source/@dev"),
                 &found, err))
        return -1;
    for (size_t i = 0; i < found.n; i++)
        strv_add(ret, found.items[i].text);
    add_volumes(vir, xml, ret);
    return 0;
}

static bool needs_any(const struct lineage *lineage, const struct strv *images)
{
    for (size_t i = 0; i < lineage->backing.n; i++)
        if (strv_has(images, lineage->backing.v[i]))
            return true;
    return false;
}

static int add_dependent(virDomainPtr domain, const struct strv *images,
                         struct strv *ret, struct err *err)
{
    AUTO(lineage_done) struct lineage lineage = { 0 };

    if (lineage_read(domain, &lineage, err))
        return -1;
    if (needs_any(&lineage, images))
        strv_add(ret, virDomainGetName(domain));
    return 0;
}

int lineage_dependents(virConnectPtr vir, virDomainPtr domain,
                       struct strv *ret, struct err *err)
{
    AUTO(domains_done) struct domains all = { 0 };
    AUTO(strv_done) struct strv images = { 0 };

    if (own_images(vir, domain, &images, err))
        return -1;
    if (!images.n)
        return 0;
    if (domains_list(vir, 0, &all, err))
        return -1;
    for (size_t i = 0; i < all.n; i++)
        if (add_dependent(all.v[i], &images, ret, err))
            return -1;
    strv_sort(ret);
    return 0;
}

int lineage_guard(virConnectPtr vir, virDomainPtr domain, const char *verb,
                  struct err *err)
{
    AUTO(strv_done) struct strv names = { 0 };
    AUTO(free) char *list = NULL;

    if (lineage_dependents(vir, domain, &names, err))
        return -1;
    if (!names.n)
        return 0;
    list = strv_join(&names, ", ");
    return err_fail(err,
                    "will not %s '%s': linked clones need its images "
                    "unchanged: %.400s (--force does it all the same)",
                    verb, virDomainGetName(domain), list);
}
