/* SPDX-License-Identifier: GPL-3.0-or-later */
/* virt.Pool and virt.Volume. */
#include "base/mem.h"
#include "lua/context.h"
#include "lua/object.h"

#include <string.h>

void pool_release(void *it)
{
    virStoragePoolFree(it);
}

void volume_release(void *it)
{
    virStorageVolFree(it);
}

static virStoragePoolPtr check_pool(lua_State *L)
{
    return object_check(L, 1, &pool_class);
}

static virStorageVolPtr check_volume(lua_State *L)
{
    return object_check(L, 1, &volume_class);
}

/* ---- finding ------------------------------------------------------------ */

static int raw_pool(lua_State *L)
{
    virConnectPtr vir = object_check(L, 1, &conn_class);
    const char *name = value_text(L, 2, "a pool");
    struct object *object = object_push(L, &pool_class, pool_release);

    object->it = virStoragePoolLookupByName(vir, name);
    return object->it ? 1 : object_missing(L, VIR_ERR_NO_STORAGE_POOL, name);
}

static int raw_volume(lua_State *L)
{
    virConnectPtr vir = object_check(L, 1, &conn_class);
    const char *path = value_text(L, 2, "a path");
    struct object *object = object_push(L, &volume_class, volume_release);

    object->it = virStorageVolLookupByPath(vir, path);
    return object->it ? 1 : object_missing(L, VIR_ERR_NO_STORAGE_VOL, path);
}

static int pool_volume(lua_State *L)
{
    virStoragePoolPtr pool = check_pool(L);
    const char *name = value_text(L, 2, "a volume");
    struct object *object = object_push(L, &volume_class, volume_release);

    object->it = virStorageVolLookupByName(pool, name);
    return object->it ? 1 : object_missing(L, VIR_ERR_NO_STORAGE_VOL, name);
}

/* ---- lists -------------------------------------------------------------- */

struct list {
    void **v;
    int n;
    void (*release)(void *);
};

static void list_done(void *memory)
{
    struct list *list = memory;

    for (int i = 0; i < list->n; i++)
        if (list->v[i])
            list->release(list->v[i]);
    free(list->v);
    *list = (struct list){ NULL, 0, NULL };
}

/* Each moves from the box to an object of its own. */
static int push_list(lua_State *L, struct list *list,
                     const struct class *class)
{
    if (list->n < 0) {
        list->n = 0;
        return object_fail(L, "cannot list the storage");
    }
    lua_createtable(L, list->n, 0);
    for (int i = 0; i < list->n; i++) {
        struct object *object = object_push(L, class, list->release);

        object->it = TAKE(list->v[i]);
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

/* pools(conn): in libvirt's order */
static int raw_pools(lua_State *L)
{
    virConnectPtr vir = object_check(L, 1, &conn_class);
    struct list *list = value_box(L, sizeof(*list), list_done);
    virStoragePoolPtr *pools = NULL;

    list->release = pool_release;
    list->n = virConnectListAllStoragePools(vir, &pools, 0);
    list->v = (void **)pools;
    return push_list(L, list, &pool_class);
}

static int raw_volumes(lua_State *L)
{
    virStoragePoolPtr pool = check_pool(L);
    struct list *list = value_box(L, sizeof(*list), list_done);
    virStorageVolPtr *volumes = NULL;

    list->release = volume_release;
    list->n = virStoragePoolListAllVolumes(pool, &volumes, 0);
    list->v = (void **)volumes;
    return push_list(L, list, &volume_class);
}

/* ---- pools -------------------------------------------------------------- */

static int get_pool_name(lua_State *L)
{
    lua_pushstring(L, virStoragePoolGetName(check_pool(L)));
    return 1;
}

static int get_active(lua_State *L)
{
    int answer = virStoragePoolIsActive(check_pool(L));

    if (answer < 0)
        return object_fail(L, "cannot ask the pool");
    lua_pushboolean(L, answer);
    return 1;
}

static virStoragePoolInfo pool_info(lua_State *L)
{
    virStoragePoolInfo info;

    if (virStoragePoolGetInfo(check_pool(L), &info))
        object_fail(L, "cannot ask the pool");
    return info;
}

static int push_bytes(lua_State *L, unsigned long long bytes)
{
    lua_pushinteger(L, (lua_Integer)bytes);
    return 1;
}

static int get_pool_capacity(lua_State *L)
{
    return push_bytes(L, pool_info(L).capacity);
}

static int get_pool_allocation(lua_State *L)
{
    return push_bytes(L, pool_info(L).allocation);
}

static int get_available(lua_State *L)
{
    return push_bytes(L, pool_info(L).available);
}

static int pool_xml(lua_State *L)
{
    virStoragePoolPtr pool = check_pool(L);
    char **text = value_text_box(L);

    *text = virStoragePoolGetXMLDesc(pool, 0);
    return *text ? object_push_xml(L, text)
                 : object_fail(L, "cannot get the pool's XML");
}

static int pool_refresh(lua_State *L)
{
    context_effects(L, "pool:refresh");
    if (virStoragePoolRefresh(check_pool(L), 0))
        return object_fail(L, "cannot refresh the pool");
    return 0;
}

static int show_pool(lua_State *L)
{
    lua_pushfstring(L, "pool %s", virStoragePoolGetName(check_pool(L)));
    return 1;
}

/* ---- volumes ------------------------------------------------------------ */

static int get_volume_name(lua_State *L)
{
    lua_pushstring(L, virStorageVolGetName(check_volume(L)));
    return 1;
}

static int get_path(lua_State *L)
{
    virStorageVolPtr volume = check_volume(L);
    char **text = value_text_box(L);

    *text = virStorageVolGetPath(volume);
    return *text ? value_push_text(L, text)
                 : object_fail(L, "cannot get the volume's path");
}

static int get_volume_pool(lua_State *L)
{
    virStorageVolPtr volume = check_volume(L);
    struct object *pool = object_push(L, &pool_class, pool_release);

    pool->it = virStoragePoolLookupByVolume(volume);
    if (!pool->it)
        return object_fail(L, "cannot get the volume's pool");
    lua_pushstring(L, virStoragePoolGetName(pool->it));
    return 1;
}

static virStorageVolInfo volume_info(lua_State *L)
{
    virStorageVolInfo info;

    if (virStorageVolGetInfo(check_volume(L), &info))
        object_fail(L, "cannot ask the volume");
    return info;
}

static int get_volume_capacity(lua_State *L)
{
    return push_bytes(L, volume_info(L).capacity);
}

static int get_volume_allocation(lua_State *L)
{
    return push_bytes(L, volume_info(L).allocation);
}

static int volume_xml(lua_State *L)
{
    virStorageVolPtr volume = check_volume(L);
    char **text = value_text_box(L);

    *text = virStorageVolGetXMLDesc(volume, 0);
    return *text ? object_push_xml(L, text)
                 : object_fail(L, "cannot get the volume's XML");
}

static int volume_delete(lua_State *L)
{
    context_effects(L, "volume:delete");
    if (virStorageVolDelete(check_volume(L), 0))
        return object_fail(L, "cannot delete the volume");
    return 0;
}

static int raw_resize(lua_State *L)
{
    lua_Integer size = luaL_checkinteger(L, 2);

    context_effects(L, "volume:resize");
    if (virStorageVolResize(check_volume(L), (unsigned long long)size, 0))
        return object_fail(L, "cannot resize the volume");
    return 0;
}

static int show_volume(lua_State *L)
{
    lua_pushfstring(L, "volume %s", virStorageVolGetName(check_volume(L)));
    return 1;
}

/* ---- tables ------------------------------------------------------------- */

static int gc(lua_State *L)
{
    return object_meta[0].func(L);
}

static const luaL_Reg pool_methods[] = {
    { "refresh", pool_refresh },
    { "volume", pool_volume },
    { "volumes", raw_volumes },
    { "xml", pool_xml },
    { NULL, NULL },
};

static const luaL_Reg pool_fields[] = {
    { "active", get_active },
    { "allocation", get_pool_allocation },
    { "available", get_available },
    { "capacity", get_pool_capacity },
    { "name", get_pool_name },
    { NULL, NULL },
};

static const luaL_Reg pool_meta[] = {
    { "__close", gc },
    { "__gc", gc },
    { "__tostring", show_pool },
    { NULL, NULL },
};

const struct class pool_class = {
    .name = "virt.Pool",
    .noun = "a pool",
    .methods = pool_methods,
    .fields = pool_fields,
    .meta = pool_meta,
};

static const luaL_Reg volume_methods[] = {
    { "delete", volume_delete },
    { "xml", volume_xml },
    { NULL, NULL },
};

static const luaL_Reg volume_fields[] = {
    { "allocation", get_volume_allocation },
    { "capacity", get_volume_capacity },
    { "name", get_volume_name },
    { "path", get_path },
    { "pool", get_volume_pool },
    { NULL, NULL },
};

static const luaL_Reg volume_meta[] = {
    { "__close", gc },
    { "__gc", gc },
    { "__tostring", show_volume },
    { NULL, NULL },
};

const struct class volume_class = {
    .name = "virt.Volume",
    .noun = "a volume",
    .methods = volume_methods,
    .fields = volume_fields,
    .meta = volume_meta,
};

void storage_open(lua_State *L)
{
    static const luaL_Reg raw[] = {
        { "pool", raw_pool },     { "pools", raw_pools },
        { "resize", raw_resize }, { "volume", raw_volume },
        { NULL, NULL },
    };

    class_open(L, &pool_class);
    class_open(L, &volume_class);
    luaL_newlib(L, raw);
    lua_setfield(L, -2, "storage");
}
