/* SPDX-License-Identifier: GPL-3.0-or-later */
/* virt.Network. */
#include "base/mem.h"
#include "lua/context.h"
#include "lua/object.h"

void network_release(void *it)
{
    virNetworkFree(it);
}

static virNetworkPtr check(lua_State *L)
{
    return object_check(L, 1, &network_class);
}

static int raw_network(lua_State *L)
{
    virConnectPtr vir = object_check(L, 1, &conn_class);
    const char *name = value_text(L, 2, "a network");
    struct object *object = object_push(L, &network_class, network_release);

    object->it = virNetworkLookupByName(vir, name);
    return object->it ? 1 : object_missing(L, VIR_ERR_NO_NETWORK, name);
}

static int get_name(lua_State *L)
{
    lua_pushstring(L, virNetworkGetName(check(L)));
    return 1;
}

static int get_active(lua_State *L)
{
    int answer = virNetworkIsActive(check(L));

    if (answer < 0)
        return object_fail(L, "cannot ask the network");
    lua_pushboolean(L, answer);
    return 1;
}

static int network_xml(lua_State *L)
{
    virNetworkPtr network = check(L);
    char **text = value_text_box(L);

    *text = virNetworkGetXMLDesc(network, 0);
    return *text ? object_push_xml(L, text)
                 : object_fail(L, "cannot get the network's XML");
}

/* host(network, XML of a <host>, add): now and for good */
static int raw_host(lua_State *L)
{
    virNetworkPtr network = check(L);
    const char *xml = luaL_checkstring(L, 2);
    bool add = lua_toboolean(L, 3);
    unsigned flags = 0;

    context_effects(L,
                    add ? "network:add_dhcp_host" : "network:remove_dhcp_host");
    if (virNetworkIsPersistent(network) == 1)
        flags |= VIR_NETWORK_UPDATE_AFFECT_CONFIG;
    if (virNetworkIsActive(network) == 1)
        flags |= VIR_NETWORK_UPDATE_AFFECT_LIVE;
    if (virNetworkUpdate(network,
                         add ? VIR_NETWORK_UPDATE_COMMAND_ADD_LAST
                             : VIR_NETWORK_UPDATE_COMMAND_DELETE,
                         VIR_NETWORK_SECTION_IP_DHCP_HOST, -1, xml, flags))
        return object_fail(L, "cannot change the DHCP hosts");
    return 0;
}

struct leases {
    virNetworkDHCPLeasePtr *v;
    int n;
};

static void leases_done(void *memory)
{
    struct leases *list = memory;

    for (int i = 0; i < list->n; i++)
        virNetworkDHCPLeaseFree(list->v[i]);
    free(list->v);
    *list = (struct leases){ NULL, 0 };
}

static int network_leases(lua_State *L)
{
    virNetworkPtr network = check(L);
    struct leases *list = value_box(L, sizeof(*list), leases_done);

    list->n = virNetworkGetDHCPLeases(network, NULL, &list->v, 0);
    if (list->n < 0) {
        list->n = 0;
        return object_fail(L, "cannot get the leases");
    }
    lua_createtable(L, list->n, 0);
    for (int i = 0; i < list->n; i++) {
        lua_createtable(L, 0, 4);
        value_set_text(L, "mac", list->v[i]->mac);
        value_set_text(L, "ip", list->v[i]->ipaddr);
        value_set_text(L, "hostname", list->v[i]->hostname);
        lua_pushinteger(L, list->v[i]->expirytime);
        lua_setfield(L, -2, "expires");
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

static void names_done(void *memory)
{
    strv_done(memory);
}

/* networks(conn): a list of names */
static int raw_networks(lua_State *L)
{
    virConnectPtr vir = object_check(L, 1, &conn_class);
    struct strv *names = NULL;
    virNetworkPtr *list = NULL;
    struct err err = ERR_INIT;
    int n;

    names = value_box(L, sizeof(*names), names_done);
    n = virConnectListAllNetworks(vir, &list, 0);
    if (n < 0)
        virt_err(&err, "cannot list the networks");
    for (int i = 0; i < n; i++) {
        strv_add(names, virNetworkGetName(list[i]));
        virNetworkFree(list[i]);
    }
    free(list);
    if (n < 0)
        return vm_raise(L, &err);
    strv_sort(names);
    lua_createtable(L, n, 0);
    for (int i = 0; i < n; i++) {
        lua_pushstring(L, names->v[i]);
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

static int show(lua_State *L)
{
    lua_pushfstring(L, "network %s", virNetworkGetName(check(L)));
    return 1;
}

static int gc(lua_State *L)
{
    return object_meta[0].func(L);
}

static const luaL_Reg methods[] = {
    { "leases", network_leases },
    { "xml", network_xml },
    { NULL, NULL },
};

static const luaL_Reg fields[] = {
    { "active", get_active },
    { "name", get_name },
    { NULL, NULL },
};

static const luaL_Reg meta[] = {
    { "__close", gc },
    { "__gc", gc },
    { "__tostring", show },
    { NULL, NULL },
};

const struct class network_class = {
    .name = "virt.Network",
    .noun = "a network",
    .methods = methods,
    .fields = fields,
    .meta = meta,
};

void network_open(lua_State *L)
{
    static const luaL_Reg raw[] = {
        { "host", raw_host },
        { "network", raw_network },
        { "networks", raw_networks },
        { NULL, NULL },
    };

    class_open(L, &network_class);
    luaL_newlib(L, raw);
    lua_setfield(L, -2, "network");
}
