/* SPDX-License-Identifier: GPL-3.0-or-later */
/* virt.Domain, and what a connection says of its domains. */
#include "base/mem.h"
#include "lua/context.h"
#include "lua/object.h"
#include "virt/domains.h"

#include <poll.h>
#include <string.h>

void domain_release(void *it)
{
    virDomainFree(it);
}

void domain_push(lua_State *L, virDomainPtr domain)
{
    struct object *object = object_push(L, &domain_class, domain_release);

    if (virDomainRef(domain) == 0)
        object->it = domain;
}

static virDomainPtr check(lua_State *L)
{
    return object_check(L, 1, &domain_class);
}

/* ---- finding ------------------------------------------------------------ */

/* conn:domain(name or UUID): the domain, or nil and why */
static int conn_domain(lua_State *L)
{
    virConnectPtr vir = object_check(L, 1, &conn_class);
    const char *word = value_text(L, 2, "a domain");
    struct object *object = object_push(L, &domain_class, domain_release);

    if (str_is_uuid(word))
        object->it = virDomainLookupByUUIDString(vir, word);
    if (!object->it &&
        !(str_is_uuid(word) && virt_last_code() != VIR_ERR_NO_DOMAIN))
        object->it = virDomainLookupByName(vir, word);
    return object->it ? 1 : object_missing(L, VIR_ERR_NO_DOMAIN, word);
}

static void list_done(void *memory)
{
    domains_done(memory);
}

/* domains(conn): all of them, by name */
static int raw_domains(lua_State *L)
{
    virConnectPtr vir = object_check(L, 1, &conn_class);
    struct domains *list = value_box(L, sizeof(*list), list_done);
    struct err err = ERR_INIT;

    lua_toclose(L, -1);
    if (domains_list(vir, 0, list, &err))
        return vm_raise(L, &err);
    domains_sort(list);
    lua_createtable(L, (int)list->n, 0);
    for (size_t i = 0; i < list->n; i++) {
        domain_push(L, list->v[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* ---- reading ------------------------------------------------------------ */

static int get_name(lua_State *L)
{
    lua_pushstring(L, virDomainGetName(check(L)));
    return 1;
}

static int get_uuid(lua_State *L)
{
    char uuid[VIR_UUID_STRING_BUFLEN] = "";

    virDomainGetUUIDString(check(L), uuid);
    lua_pushstring(L, uuid);
    return 1;
}

static int get_state(lua_State *L)
{
    static const char *const words[] = {
        [VIR_DOMAIN_NOSTATE] = "nostate",
        [VIR_DOMAIN_RUNNING] = "running",
        [VIR_DOMAIN_BLOCKED] = "blocked",
        [VIR_DOMAIN_PAUSED] = "paused",
        [VIR_DOMAIN_SHUTDOWN] = "shutdown",
        [VIR_DOMAIN_SHUTOFF] = "shutoff",
        [VIR_DOMAIN_CRASHED] = "crashed",
        [VIR_DOMAIN_PMSUSPENDED] = "pmsuspended",
    };
    int state = 0;

    if (virDomainGetState(check(L), &state, NULL, 0))
        return object_fail(L, "cannot get the domain's state");
    lua_pushstring(L, state >= 0 && state < (int)COUNT(words) ? words[state]
                                                              : "nostate");
    return 1;
}

static int get_persistent(lua_State *L)
{
    int answer = virDomainIsPersistent(check(L));

    if (answer < 0)
        return object_fail(L, "cannot ask the domain");
    lua_pushboolean(L, answer);
    return 1;
}

static int get_autostart(lua_State *L)
{
    int on = 0;

    if (virDomainGetAutostart(check(L), &on))
        return object_fail(L, "cannot ask the domain");
    lua_pushboolean(L, on);
    return 1;
}

static int set_autostart(lua_State *L)
{
    context_effects(L, "domain.autostart");
    if (virDomainSetAutostart(check(L), lua_toboolean(L, 2)))
        return object_fail(L, "cannot set autostart");
    return 0;
}

/* The only field of an options table at arg. */
static bool option(lua_State *L, int arg, const char *key)
{
    bool on = false;

    if (lua_isnoneornil(L, arg))
        return false;
    luaL_checktype(L, arg, LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, arg); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || strcmp(lua_tostring(L, -2), key))
            vm_error(L, "there is no option '%s' here, only '%s'",
                     luaL_tolstring(L, -2, NULL), key);
        on = lua_toboolean(L, -1);
    }
    return on;
}

/* domain:xml { live = false } */
static int domain_xml(lua_State *L)
{
    virDomainPtr domain = check(L);
    bool live = option(L, 2, "live");
    char **text = value_text_box(L);

    *text = virDomainGetXMLDesc(domain, live ? 0 : VIR_DOMAIN_XML_INACTIVE);
    return *text ? object_push_xml(L, text)
                 : object_fail(L, "cannot get the domain's XML");
}

static int same(lua_State *L)
{
    const struct object *a = luaL_testudata(L, 1, domain_class.name);
    const struct object *b = luaL_testudata(L, 2, domain_class.name);
    char left[VIR_UUID_STRING_BUFLEN] = "", right[VIR_UUID_STRING_BUFLEN] = "";

    if (a && b && a->it && b->it) {
        virDomainGetUUIDString(a->it, left);
        virDomainGetUUIDString(b->it, right);
    }
    lua_pushboolean(L, *left && !strcmp(left, right));
    return 1;
}

static int show(lua_State *L)
{
    lua_pushfstring(L, "domain %s", virDomainGetName(check(L)));
    return 1;
}

/* ---- addresses ---------------------------------------------------------- */

struct interfaces {
    virDomainInterfacePtr *v;
    int n;
};

static void interfaces_done(void *memory)
{
    struct interfaces *list = memory;

    for (int i = 0; i < list->n; i++)
        virDomainInterfaceFree(list->v[i]);
    free(list->v);
    *list = (struct interfaces){ NULL, 0 };
}

static void add_interface(lua_State *L, const virDomainInterface *interface)
{
    for (unsigned i = 0; i < interface->naddrs; i++) {
        lua_createtable(L, 0, 4);
        value_set_text(L, "nic", interface->name);
        value_set_text(L, "mac", interface->hwaddr);
        value_set_text(L, "addr", interface->addrs[i].addr);
        lua_pushinteger(L, interface->addrs[i].prefix);
        lua_setfield(L, -2, "prefix");
        lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    }
}

/* domain:addresses(source): a list; empty while there are none */
static int domain_addresses(lua_State *L)
{
    static const char *const words[] = { "lease", "agent", "arp", NULL };
    virDomainPtr domain = check(L);
    int source = luaL_checkoption(L, 2, "lease", words);
    struct interfaces *list = value_box(L, sizeof(*list), interfaces_done);

    list->n =
        virDomainInterfaceAddresses(domain, &list->v, (unsigned)source, 0);
    if (list->n < 0) {
        list->n = 0;
        return object_fail(L, "cannot get the addresses");
    }
    lua_newtable(L);
    for (int i = 0; i < list->n; i++)
        add_interface(L, list->v[i]);
    return 1;
}

/* ---- changing ----------------------------------------------------------- */

static int domain_start(lua_State *L)
{
    virDomainPtr domain = check(L);
    bool paused = option(L, 2, "paused");

    context_effects(L, "domain:start");
    if (virDomainCreateWithFlags(domain, paused ? VIR_DOMAIN_START_PAUSED : 0))
        return object_fail(L, "cannot start the domain");
    return 0;
}

/* halt(domain, force) */
static int raw_halt(lua_State *L)
{
    virDomainPtr domain = check(L);
    int rc;

    context_effects(L, "domain:shutdown");
    rc = lua_toboolean(L, 2) ? virDomainDestroy(domain)
                             : virDomainShutdown(domain);
    return rc ? object_fail(L, "cannot shut the domain down") : 0;
}

/* libvirt's own choice for a domain that runs is gone once it ends. */
static unsigned now_and_for_good(virDomainPtr domain)
{
    unsigned flags = 0;

    if (virDomainIsPersistent(domain) == 1)
        flags |= VIR_DOMAIN_AFFECT_CONFIG;
    if (virDomainIsActive(domain) == 1)
        flags |= VIR_DOMAIN_AFFECT_LIVE;
    return flags;
}

/* set_metadata(domain, uri, prefix, text or nil) */
static int raw_set_metadata(lua_State *L)
{
    virDomainPtr domain = check(L);
    const char *uri = value_text(L, 2, "a namespace");
    const char *prefix = value_text(L, 3, "a prefix");
    const char *text = luaL_optstring(L, 4, NULL);

    context_effects(L, "domain:set_metadata");
    if (virDomainSetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, text, prefix,
                             uri, now_and_for_good(domain)))
        return object_fail(L, "cannot set the metadata");
    return 0;
}

/* snapshot(domain, XML, disk_only) */
static int raw_snapshot(lua_State *L)
{
    virDomainPtr domain = check(L);
    const char *xml = luaL_checkstring(L, 2);
    unsigned flags =
        lua_toboolean(L, 3) ? VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY : 0;
    virDomainSnapshotPtr snapshot;

    context_effects(L, "domain:snapshot");
    snapshot = virDomainSnapshotCreateXML(domain, xml, flags);
    if (!snapshot)
        return object_fail(L, "cannot make the snapshot");
    virDomainSnapshotFree(snapshot);
    return 0;
}

/* pause(ms): a wait that Ctrl-C and the time limit end */
static int raw_pause(lua_State *L)
{
    poll(NULL, 0, (int)luaL_checkinteger(L, 1));
    vm_poll(L);
    return 0;
}

static const luaL_Reg methods[] = {
    { "addresses", domain_addresses },
    { "start", domain_start },
    { "xml", domain_xml },
    { NULL, NULL },
};

static const luaL_Reg fields[] = {
    { "autostart", get_autostart },
    { "name", get_name },
    { "persistent", get_persistent },
    { "state", get_state },
    { "uuid", get_uuid },
    { NULL, NULL },
};

static const luaL_Reg setters[] = {
    { "autostart", set_autostart },
    { NULL, NULL },
};

static int gc(lua_State *L)
{
    return object_meta[0].func(L);
}

static const luaL_Reg meta[] = {
    { "__close", gc },      { "__eq", same }, { "__gc", gc },
    { "__tostring", show }, { NULL, NULL },
};

const struct class domain_class = {
    .name = "virt.Domain",
    .noun = "a domain",
    .methods = methods,
    .fields = fields,
    .setters = setters,
    .meta = meta,
};

void domain_open(lua_State *L)
{
    static const luaL_Reg raw[] = {
        { "domain", conn_domain },
        { "domains", raw_domains },
        { "halt", raw_halt },
        { "pause", raw_pause },
        { "set_metadata", raw_set_metadata },
        { "snapshot", raw_snapshot },
        { NULL, NULL },
    };

    class_open(L, &domain_class);
    luaL_newlib(L, raw);
    lua_setfield(L, -2, "domain");
}
