/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lua/context.h"
#include "base/mem.h"
#include "lua/guest.h"
#include "lua/object.h"
#include "virt/xml_journal.h"

#include <pwd.h>
#include <string.h>

struct context *context_push(lua_State *L, struct clone *clone)
{
    struct context *context = class_new(L, &context_class, sizeof(*context));

    context->clone = clone;
    lua_newtable(L);
    lua_newtable(L);
    lua_setfield(L, -2, "data");
    lua_setiuservalue(L, -2, 1);
    return context;
}

void context_end(struct context *context)
{
    context->clone = NULL;
    for (int i = 0; i < CONTEXT_DOCS; i++)
        if (context->docs[i])
            context->docs[i]->xml = NULL;
}

struct context *context_check(lua_State *L, int arg)
{
    struct context *context = class_check(L, arg, &context_class);

    if (!context->clone)
        vm_error(L, "this clone is over");
    return context;
}

static struct clone *check(lua_State *L)
{
    return context_check(L, 1)->clone;
}

/* The core may have put another document in its place: then a new one is
 * pushed, and the elements of the old one are stale. */
struct doc *context_doc(lua_State *L, int arg, int which)
{
    struct context *context = context_check(L, arg);
    struct clone *clone = context->clone;
    struct xml *xml = which == CONTEXT_XML ? clone->xml : clone->source.xml;
    struct doc *doc = context->docs[which];

    lua_getiuservalue(L, arg, 1);
    if (doc && doc->xml == xml) {
        lua_rawgeti(L, -1, which + 1);
        return doc;
    }
    doc = doc_push(L, xml, false);
    lua_pushvalue(L, -1);
    lua_rawseti(L, -3, which + 1);
    if (context->docs[which])
        context->docs[which]->xml = NULL;
    return context->docs[which] = doc;
}

void context_outside(lua_State *L, const char *what)
{
    if (vm_of(L)->scene.watches)
        vm_error(L, "%s reaches outside; it is not allowed in %s", what,
                 vm_of(L)->scene.watches);
}

void context_effects(lua_State *L, const char *what)
{
    const struct vm_scene *scene = &vm_of(L)->scene;
    const struct clone *clone = scene->clone;
    const char *phase = clone ? clone_phase_name(clone->phase) : "load";

    if (scene->free_hand)
        return;
    if (scene->phase)
        vm_error(L,
                 "%s has side effects; it is not allowed in phase '%s' "
                 "(allowed: before, after)",
                 what, scene->phase);
    context_outside(L, what);
    if (!clone || !clone_allows_effects(clone))
        vm_error(L,
                 "%s has side effects; it is not allowed in phase '%s' "
                 "(allowed: reserve, copied, defined, started, finish)",
                 what, phase);
}

/* ---- fields ------------------------------------------------------------- */

static int get_xml(lua_State *L)
{
    struct doc *doc = context_doc(L, 1, CONTEXT_XML);

    return node_push(L, -1, doc->xml ? xml_root(doc->xml) : NULL);
}

static int get_name(lua_State *L)
{
    lua_pushstring(L, check(L)->name);
    return 1;
}

static int set_name(lua_State *L)
{
    struct clone *clone = check(L);
    const char *name = value_text(L, 2, "a name");
    struct err err = ERR_INIT;

    return clone_set_name(clone, name, &err) ? vm_raise(L, &err) : 0;
}

static int get_identity(lua_State *L)
{
    lua_pushstring(L, guest_identity(check(L)));
    return 1;
}

static int get_hostname(lua_State *L)
{
    const struct clone *clone = check(L);
    char **hostname = value_text_box(L);

    *hostname = guest_hostname(clone);
    return value_push_text(L, hostname);
}

static void choose(lua_State *L, const char *key, const char *value)
{
    struct err err = ERR_INIT;

    if (guest_set(check(L), key, value, &err))
        vm_raise(L, &err);
}

static int set_identity(lua_State *L)
{
    choose(L, "identity", value_text(L, 2, "an identity"));
    return 0;
}

static int set_hostname(lua_State *L)
{
    choose(L, "hostname", value_text(L, 2, "a host name"));
    return 0;
}

static int get_user_data(lua_State *L)
{
    lua_pushstring(L, check(L)->guest.user_data);
    return 1;
}

static int set_user_data(lua_State *L)
{
    choose(L, "user_data", value_text(L, 2, "a text"));
    return 0;
}

static int get_network_config(lua_State *L)
{
    lua_pushstring(L, check(L)->guest.network_config);
    return 1;
}

static int set_network_config(lua_State *L)
{
    choose(L, "network_config", value_text(L, 2, "a text"));
    return 0;
}

static int get_phase(lua_State *L)
{
    lua_pushstring(L, clone_phase_name(check(L)->phase));
    return 1;
}

static int get_dry_run(lua_State *L)
{
    lua_pushboolean(L, check(L)->spec->dry_run);
    return 1;
}

static int get_user(lua_State *L)
{
    const struct passwd *user = getpwuid(getuid());

    check(L);
    if (user)
        lua_pushstring(L, user->pw_name);
    else
        lua_pushfstring(L, "%d", (int)getuid());
    return 1;
}

static int get_data(lua_State *L)
{
    check(L);
    lua_getiuservalue(L, 1, 1);
    lua_getfield(L, -1, "data");
    return 1;
}

static int get_status(lua_State *L)
{
    lua_pushstring(L, check(L)->status);
    return 1;
}

static int get_error(lua_State *L)
{
    const struct clone *clone = check(L);

    lua_pushstring(L, clone->outcome.code ? clone->outcome.text : NULL);
    return 1;
}

static int get_conn(lua_State *L)
{
    conn_push(L, check(L)->vir);
    return 1;
}

static const luaL_Reg fields[] = {
    { "conn", get_conn },
    { "data", get_data },
    { "dry_run", get_dry_run },
    { "error", get_error },
    { "guest", guest_get },
    { "hostname", get_hostname },
    { "identity", get_identity },
    { "name", get_name },
    { "network_config", get_network_config },
    { "phase", get_phase },
    { "status", get_status },
    { "user", get_user },
    { "user_data", get_user_data },
    { "xml", get_xml },
    { NULL, NULL },
};

static const luaL_Reg setters[] = {
    { "hostname", set_hostname },
    { "identity", set_identity },
    { "name", set_name },
    { "network_config", set_network_config },
    { "user_data", set_user_data },
    { NULL, NULL },
};

const struct class context_class = {
    .name = "virt.Clone",
    .noun = "a clone",
    .fields = fields,
    .setters = setters,
};

void context_open(lua_State *L)
{
    class_open(L, &context_class);
    context_raw_open(L);
}
