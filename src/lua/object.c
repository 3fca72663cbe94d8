/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/object.h"
#include "base/mem.h"
#include "lua/context.h"

static int object_gc(lua_State *L)
{
    struct object *object = lua_touserdata(L, 1);

    if (object->it)
        object->release(TAKE(object->it));
    return 0;
}

const luaL_Reg object_meta[] = {
    { "__close", object_gc },
    { "__gc", object_gc },
    { NULL, NULL },
};

struct object *object_push(lua_State *L, const struct class *class,
                           void (*release)(void *))
{
    struct object *object = class_new(L, class, sizeof(*object));

    object->release = release;
    return object;
}

void *object_check(lua_State *L, int arg, const struct class *class)
{
    struct object *object = class_check(L, arg, class);

    if (!object->it)
        vm_error(L, "%s that is closed", class->noun);
    return object->it;
}

int object_fail(lua_State *L, const char *what)
{
    struct err err = ERR_INIT;

    virt_err(&err, "%s", what);
    return vm_raise(L, &err);
}

int object_missing(lua_State *L, int code, const char *what)
{
    struct err err = ERR_INIT;
    bool missing = virt_last_code() == code;

    virt_err(&err, "%s", what);
    if (!missing)
        return vm_raise(L, &err);
    lua_pushnil(L);
    lua_pushstring(L, err.text);
    return 2;
}

int object_push_xml(lua_State *L, char **boxed)
{
    struct doc *doc = doc_push(L, NULL, true);
    struct err err = ERR_INIT;

    doc->xml = xml_parse(*boxed, "libvirt's XML", &err);
    mem_set(boxed, NULL);
    if (!doc->xml)
        return vm_raise(L, &err);
    xml_freeze(doc->xml, "as libvirt has it");
    return node_push(L, -1, xml_root(doc->xml));
}

/* ---- connections -------------------------------------------------------- */

void conn_release(void *it)
{
    virConnectClose(it);
}

void conn_push(lua_State *L, virConnectPtr vir)
{
    struct object *object = object_push(L, &conn_class, conn_release);

    if (vir && virConnectRef(vir) == 0)
        object->it = vir;
}

static virConnectPtr check(lua_State *L)
{
    return object_check(L, 1, &conn_class);
}

static int push_text(lua_State *L, char **boxed, const char *what)
{
    return *boxed ? value_push_text(L, boxed) : object_fail(L, what);
}

static int get_uri(lua_State *L)
{
    virConnectPtr vir = check(L);
    char **text = value_text_box(L);

    *text = virConnectGetURI(vir);
    return push_text(L, text, "cannot get the URI");
}

static int get_hostname(lua_State *L)
{
    virConnectPtr vir = check(L);
    char **text = value_text_box(L);

    *text = virConnectGetHostname(vir);
    return push_text(L, text, "cannot get the host's name");
}

static int conn_capabilities(lua_State *L)
{
    virConnectPtr vir = check(L);
    char **text = value_text_box(L);

    *text = virConnectGetCapabilities(vir);
    return *text ? object_push_xml(L, text)
                 : object_fail(L, "cannot get the capabilities");
}

static void set_integer(lua_State *L, const char *key, unsigned long long value)
{
    lua_pushinteger(L, (lua_Integer)value);
    lua_setfield(L, -2, key);
}

static int conn_host(lua_State *L)
{
    virConnectPtr vir = check(L);
    virNodeInfo info;

    if (virNodeGetInfo(vir, &info))
        return object_fail(L, "cannot ask the host");
    lua_createtable(L, 0, 4);
    set_integer(L, "cpus", info.cpus);
    set_integer(L, "memory", (unsigned long long)info.memory * 1024);
    set_integer(L, "free_memory", virNodeGetFreeMemory(vir));
    lua_pushstring(L, info.model);
    lua_setfield(L, -2, "model");
    return 1;
}

static int show(lua_State *L)
{
    check(L);
    lua_pushliteral(L, "connection");
    return 1;
}

static const luaL_Reg methods[] = {
    { "capabilities", conn_capabilities },
    { "host", conn_host },
    { NULL, NULL },
};

static const luaL_Reg fields[] = {
    { "hostname", get_hostname },
    { "uri", get_uri },
    { NULL, NULL },
};

static const luaL_Reg meta[] = {
    { "__close", object_gc },
    { "__gc", object_gc },
    { "__tostring", show },
    { NULL, NULL },
};

const struct class conn_class = {
    .name = "virt.Conn",
    .noun = "a connection",
    .methods = methods,
    .fields = fields,
    .meta = meta,
};

void object_open(lua_State *L)
{
    class_open(L, &conn_class);
    domain_open(L);
    storage_open(L);
    network_open(L);
}
