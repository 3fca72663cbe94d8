/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Let libvirt make the copy (virStorageVolCreateXMLFrom): for what only the
 * daemon can reach. It flattens backing chains and cannot be cancelled.
 */
#include "base/mem.h"
#include "store/volume.h"
#include "virt/error.h"
#include "virt/xml.h"

#include <string.h>

static bool can(const struct store_job *job, struct store_why *why)
{
    struct err ignored = ERR_INIT;
    AUTO(volume_free)
    virStorageVolPtr from = image_volume(job->from, job->vir, &ignored);
    AUTO(pool_free) virStoragePoolPtr pool = NULL;
    const char *no = NULL;

    if (!from)
        no = "the source is not a volume of an active storage pool";
    else if (!job->pool)
        no = "the destination is not in a storage pool";
    else if (!(pool = virStoragePoolLookupByName(job->vir, job->pool)))
        no = "the destination's storage pool does not exist";
    else if (virStoragePoolIsActive(pool) != 1)
        no = "the destination's storage pool is not active";
    else if (job->size > job->from->capacity)
        no = "the image grows";
    else if (job->keep_chain)
        no = "it would flatten the backing chain";
    else if (job->from->qcow2.data_file)
        no = "the source's data is in another file";
    if (!no)
        return true;
    snprintf(why->text, sizeof(why->text), "%s", no);
    return false;
}

static uint64_t bytes(const struct store_job *job)
{
    return job->from->allocation;
}

/* ---- the new volume's XML ----------------------------------------------- */

/* The source's own, less what names it: so that format, compat, features,
 * cluster size, encryption and mode stay. The allocation goes too: as libvirt
 * preallocates it, a copy would be full, or even larger than its source. */
static const char not_kept[] =
    "key | physical | allocation | source | backingStore | target/path |"
    "target/timestamps | target/permissions/owner | target/permissions/group |"
    "target/permissions/label | @type";

static int set_size(struct xml_node *root, const char *name, uint64_t size,
                    struct err *err)
{
    AUTO(free) char *text = mem_fmt("%llu", (unsigned long long)size);
    struct xml_path unit = { .xpath = "capacity/@unit" };

    if (!strcmp(name, "capacity") && xml_set(root, &unit, NULL, err))
        return -1;
    return xml_set(root, XML_PATH(name), text, err);
}

/* A thin volume where pools have such; LVM and partitions have none. */
static bool is_thick(struct xml_node *pool)
{
    return xml_is(pool, "@type", "logical") || xml_is(pool, "@type", "disk");
}

static int fill(const struct store_job *job, struct xml_node *root, bool thick,
                struct err *err)
{
    uint64_t size = job->size;

    if (xml_remove(root, XML_PATH(not_kept), err) < 0 ||
        xml_set(root, XML_PATH("name"), job->name, err) ||
        set_size(root, "capacity", size, err) ||
        set_size(root, "allocation", thick ? size : 0, err))
        return -1;
    return xml_set(root, XML_PATH("target/format/@type"), job->format, err);
}

static struct xml *read_xml(char *text, const char *what, struct err *err)
{
    struct xml *xml;

    if (!text) {
        virt_err(err, "cannot read the %s", what);
        return NULL;
    }
    xml = xml_parse(text, what, err);
    free(text);
    return xml;
}

/* from: NULL for one of which only size and format are known. */
static char *volume_xml(const struct store_job *job, virStoragePoolPtr pool,
                        virStorageVolPtr from, struct err *err)
{
    static const char none[] = "<volume><target><format/></target></volume>";
    AUTO(xml_free) struct xml *pool_xml =
        read_xml(virStoragePoolGetXMLDesc(pool, 0), "pool", err);
    AUTO(xml_free) struct xml *xml = NULL;

    if (pool_xml)
        xml = from ? read_xml(virStorageVolGetXMLDesc(from, 0), "volume", err)
                   : xml_parse(none, "volume", err);

    if (!xml || fill(job, xml_root(xml), is_thick(xml_root(pool_xml)), err))
        return NULL;
    return xml_text(xml);
}

/* ---- making ------------------------------------------------------------ */

/* libvirt removes what it failed to make. Only when the connection broke
 * meanwhile does nobody know: then the record stays. */
static int not_made(const struct store_job *job, struct err *err)
{
    virt_err(err, "cannot create volume '%s' in pool '%s'", job->name,
             job->pool);
    if (virConnectIsAlive(job->vir) == 1)
        undo_drop(job->undo);
    return -1;
}

static int check_path(const struct store_job *job, virStorageVolPtr volume,
                      struct err *err)
{
    AUTO(free) char *path = virStorageVolGetPath(volume);

    if (str_eq(path, job->path))
        return 0;
    return err_fail(err, "volume '%s' is at '%s', not at '%s' as planned",
                    job->name, path ? path : "?", job->path);
}

virStorageVolPtr volume_make(const struct store_job *job, const char *xml,
                             virStorageVolPtr from, struct err *err)
{
    AUTO(pool_free)
    virStoragePoolPtr pool = virStoragePoolLookupByName(job->vir, job->pool);
    AUTO(volume_free) virStorageVolPtr volume = NULL;

    if (!pool) {
        virt_err(err, "cannot find pool '%s'", job->pool);
        return NULL;
    }
    if (volume_record(job, xml, err))
        return NULL;
    volume = from ? virStorageVolCreateXMLFrom(pool, xml, from, 0)
                  : virStorageVolCreateXML(pool, xml, 0);
    if (!volume) {
        not_made(job, err);
        return NULL;
    }
    volume_made(job, volume);
    return check_path(job, volume, err) ? NULL : TAKE(volume);
}

static int make_from(const struct store_job *job, virStorageVolPtr from,
                     struct err *err)
{
    AUTO(pool_free)
    virStoragePoolPtr pool = virStoragePoolLookupByName(job->vir, job->pool);
    AUTO(volume_free) virStorageVolPtr volume = NULL;
    AUTO(free) char *xml = NULL;

    if (!pool)
        return virt_err(err, "cannot find pool '%s'", job->pool);
    xml = volume_xml(job, pool, from, err);
    volume = xml ? volume_make(job, xml, from, err) : NULL;
    return volume ? 0 : -1;
}

int volume_blank(const struct store_job *job, struct err *err)
{
    return make_from(job, NULL, err);
}

static int make(const struct store_job *job, struct err *err)
{
    AUTO(volume_free)
    virStorageVolPtr from = image_volume(job->from, job->vir, err);

    return from ? make_from(job, from, err) : -1;
}

const struct engine engine_volume = {
    .name = "volume",
    .help = "let libvirt copy the volume",
    .can = can,
    .bytes = bytes,
    .make = make,
};
