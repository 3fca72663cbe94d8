/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virt/pool.h"
#include "base/mem.h"
#include "virt/error.h"
#include "virt/xml.h"

#include <string.h>

static void pool_names(virConnectPtr vir, struct strv *ret)
{
    virStoragePoolPtr *pools = NULL;
    int n = virConnectListAllStoragePools(vir, &pools, 0);

    for (int i = 0; i < n; i++) {
        strv_add(ret, virStoragePoolGetName(pools[i]));
        pool_free(pools[i]);
    }
    free(pools);
    strv_sort(ret);
}

static int no_such_pool(virConnectPtr vir, const char *name, struct err *err)
{
    AUTO(strv_done) struct strv names = { 0 };
    AUTO(free) char *list = NULL;
    const char *near;

    pool_names(vir, &names);
    list = strv_join(&names, ", ");
    near = str_closest(name, (const char *const *)names.v, names.n);
    return err_fail(err, "there is no storage pool '%s'%s%s%s%s%s", name,
                    near ? " (did you mean '" : "", near ? near : "",
                    near ? "'?)" : "", names.n ? "; pools: " : "", list);
}

static virStoragePoolPtr find(virConnectPtr vir, const char *name,
                              struct err *err)
{
    virStoragePoolPtr pool = virStoragePoolLookupByName(vir, name);

    if (!pool && virt_last_code() == VIR_ERR_NO_STORAGE_POOL)
        no_such_pool(vir, name, err);
    else if (!pool)
        virt_err(err, "cannot look up storage pool '%s'", name);
    return pool;
}

int pool_check(virConnectPtr vir, const char *name, struct err *err)
{
    AUTO(pool_free) virStoragePoolPtr pool = find(vir, name, err);

    if (!pool)
        return -1;
    if (virStoragePoolIsActive(pool) != 1)
        return err_fail(err,
                        "storage pool '%s' is not active; start it with "
                        "'virsh pool-start'",
                        name);
    return 0;
}

char *pool_path(virConnectPtr vir, const char *pool, const char *name,
                struct err *err)
{
    AUTO(pool_free) virStoragePoolPtr found = find(vir, pool, err);
    AUTO(free) char *text = found ? virStoragePoolGetXMLDesc(found, 0) : NULL;
    AUTO(xml_free) struct xml *xml = NULL;
    AUTO(free) char *directory = NULL;

    if (found && !text)
        virt_err(err, "cannot read storage pool '%s'", pool);
    xml = text ? xml_parse(text, pool, err) : NULL;
    if (!xml)
        return NULL;
    directory = xml_get(xml_root(xml), "target/path");
    if (!directory)
        directory = xml_get(xml_root(xml), "source/name");
    if (!directory) {
        err_fail(err, "storage pool '%s' says no place for its volumes",
                 pool);
        return NULL;
    }
    return mem_fmt("%s/%s", directory, name);
}

bool pool_has(virConnectPtr vir, const char *pool, const char *name)
{
    AUTO(pool_free) virStoragePoolPtr found =
        virStoragePoolLookupByName(vir, pool);
    AUTO(volume_free) virStorageVolPtr volume =
        found ? virStorageVolLookupByName(found, name) : NULL;

    return volume != NULL;
}

int pool_available(virConnectPtr vir, const char *pool, uint64_t *ret,
                   struct err *err)
{
    AUTO(pool_free) virStoragePoolPtr found = find(vir, pool, err);
    virStoragePoolInfo info;

    if (!found)
        return -1;
    if (virStoragePoolGetInfo(found, &info))
        return virt_err(err, "cannot read storage pool '%s'", pool);
    *ret = info.available;
    return 0;
}

char *pool_of_path(virConnectPtr vir, const char *path)
{
    AUTO(volume_free) virStorageVolPtr volume =
        virStorageVolLookupByPath(vir, path);
    AUTO(pool_free) virStoragePoolPtr pool =
        volume ? virStoragePoolLookupByVolume(volume) : NULL;

    return pool ? mem_dup(virStoragePoolGetName(pool)) : NULL;
}

static bool has_target(virStoragePoolPtr pool, const char *dir)
{
    AUTO(free) char *text = virStoragePoolGetXMLDesc(pool, 0);
    struct err ignored = ERR_INIT;
    AUTO(xml_free)
    struct xml *xml = text ? xml_parse(text, "pool", &ignored) : NULL;

    return xml && xml_is(xml_root(xml), "target/path", dir);
}

/* virStoragePoolLookupByTargetPath() is not in every driver. */
char *pool_of_dir(virConnectPtr vir, const char *path, bool file)
{
    const char *slash = file ? strrchr(path, '/') : NULL;
    AUTO(free) char *dir =
        slash ? mem_ndup(path, (size_t)(slash - path)) : mem_dup(path);
    virStoragePoolPtr *pools = NULL;
    char *name = NULL;
    int n = virConnectListAllStoragePools(
        vir, &pools, VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE);

    for (int i = 0; i < n; i++) {
        if (!name && has_target(pools[i], dir))
            name = mem_dup(virStoragePoolGetName(pools[i]));
        pool_free(pools[i]);
    }
    free(pools);
    return name;
}
