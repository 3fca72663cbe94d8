/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the prelude asks of the core about a clone: core.clone, core.builtins.
 */
#include "base/mem.h"
#include "clone/builtin.h"
#include "clone/redact.h"
#include "lua/context.h"
#include "lua/guest.h"
#include "lua/object.h"
#include "virt/xml_journal.h"

#include <string.h>

static struct clone *check(lua_State *L)
{
    return context_check(L, 1)->clone;
}

/* source(c): name, uuid, root element */
static int raw_source(lua_State *L)
{
    const struct clone *clone = check(L);
    struct doc *doc;

    lua_pushstring(L, clone->source.name);
    lua_pushstring(L, clone->source.uuid);
    doc = context_doc(L, 1, CONTEXT_SOURCE_XML);
    node_push(L, -1, doc->xml ? xml_root(doc->xml) : NULL);
    lua_replace(L, 4);
    lua_settop(L, 4);
    return 3;
}

static void set_given(lua_State *L, const char *key, bool given)
{
    lua_pushboolean(L, given);
    lua_setfield(L, -2, key);
}

/* explicit(c): what the user said on the command line */
static int raw_explicit(lua_State *L)
{
    const struct clone_spec *spec = check(L)->spec;

    lua_newtable(L);
    set_given(L, "disk", spec->disks && spec->disks->n);
    set_given(L, "mac", spec->macs && spec->macs->n);
    set_given(L, "uuid", spec->uuid != NULL);
    return 1;
}

/* choose(c, key, value): what becomes of its inside; nothing, or why not */
static int raw_choose(lua_State *L)
{
    struct clone *clone = check(L);
    const char *key = luaL_checkstring(L, 2);
    struct err err = ERR_INIT;

    if (guest_set(clone, key, luaL_checkstring(L, 3), &err) == 0)
        return 0;
    lua_pushstring(L, err.text);
    return 1;
}

static int raw_uri(lua_State *L)
{
    struct clone *clone = check(L);
    char **text = value_text_box(L);

    *text = clone->vir ? virConnectGetURI(clone->vir) : NULL;
    return value_push_text(L, text);
}

/* secret(c, text): it is to be shown nowhere */
static int raw_secret(lua_State *L)
{
    redact_add(&check(L)->secrets, luaL_checkstring(L, 2));
    return 0;
}

/* redact(c, text): the text without what is secret */
static int raw_redact(lua_State *L)
{
    const struct clone *clone = check(L);
    const char *text = luaL_checkstring(L, 2);
    char **box = value_text_box(L);

    *box = redact(&clone->secrets, text);
    return value_push_text(L, box);
}

static void texts_done(void *memory)
{
    strv_done(memory);
}

/* hide(texts, text): the text without those; there need be no clone */
static int raw_hide(lua_State *L)
{
    const char *text = luaL_checkstring(L, 2);
    struct strv *secrets = value_box(L, sizeof(*secrets), texts_done);
    char **box = value_text_box(L);

    for (lua_Integer i = 1; lua_rawgeti(L, 1, i) == LUA_TSTRING; i++) {
        redact_add(secrets, lua_tostring(L, -1));
        lua_pop(L, 1);
    }
    *box = redact(secrets, text);
    return value_push_text(L, box);
}

static int raw_warn(lua_State *L)
{
    struct clone *clone = check(L);

    const char *text = luaL_checkstring(L, 2);
    AUTO(free) char *safe = redact(&clone->secrets, text);

    clone_warn(clone, "%s", safe);
    return 0;
}

/* follow(c): after a hook, let the disks follow the XML */
static int raw_follow(lua_State *L)
{
    struct clone *clone = check(L);
    struct err err = ERR_INIT;

    return disks_follow_xml(clone, &err) ? vm_raise(L, &err) : 0;
}

static int raw_outside(lua_State *L)
{
    context_outside(L, luaL_checkstring(L, 1));
    return 0;
}

static int raw_effects(lua_State *L)
{
    context_effects(L, luaL_checkstring(L, 1));
    return 0;
}

/* mac_owner(mac): a domain of the running clone's connection, or nil */
static int raw_mac_owner(lua_State *L)
{
    const struct clone *clone = vm_of(L)->scene.clone;
    const struct clone_shared *shared = clone ? clone->spec->shared : NULL;
    const char *mac = luaL_checkstring(L, 1);

    if (!shared)
        return vm_error(L, "virt.mac.owner works inside a phase only");
    lua_pushstring(L, inventory_mac_owner(shared->inventory, mac));
    return 1;
}

/* ---- what the core does ------------------------------------------------- */

/* builtin(c, index): nothing, or the kind of failure and its text */
static int raw_builtin(lua_State *L)
{
    struct clone *clone = check(L);
    lua_Integer index = luaL_checkinteger(L, 2) - 1;
    struct err err = ERR_INIT;

    if (!builtins[index].apply || builtins[index].apply(clone, &err) == 0)
        return 0;
    lua_pushstring(L, err_word(err.code));
    lua_pushstring(L, err.text);
    return 2;
}

/* sign(c, name or nil): who edits its XML from now on */
static int raw_sign(lua_State *L)
{
    xml_sign(check(L)->xml, luaL_optstring(L, 2, NULL));
    return 0;
}

/* edits(c, from): those of its XML after the first `from` of them */
static int raw_edits(lua_State *L)
{
    const struct xml_edit *edits;
    size_t n = xml_edits(check(L)->xml, &edits);
    size_t from = (size_t)luaL_checkinteger(L, 2);

    lua_newtable(L);
    for (size_t i = from; i < n; i++) {
        lua_createtable(L, 0, 6);
        value_set_text(L, "does", edits[i].does);
        value_set_text(L, "path", edits[i].path);
        value_set_text(L, "old", edits[i].old);
        value_set_text(L, "new", edits[i].new);
        value_set_text(L, "at", edits[i].at);
        value_set_text(L, "who", edits[i].who);
        lua_rawseti(L, -2, (lua_Integer)(i - from) + 1);
    }
    return 1;
}

/* trace(c, line or nil): tell the user, if he wants it; whether he does */
static int raw_trace(lua_State *L)
{
    const struct clone_spec *spec = check(L)->spec;

    if (spec->trace && !lua_isnoneornil(L, 2))
        strv_add(spec->trace, luaL_checkstring(L, 2));
    lua_pushboolean(L, spec->trace != NULL);
    lua_pushboolean(L, spec->trace_diff);
    return 2;
}

static void push_domain(lua_State *L, virDomainPtr domain)
{
    if (domain)
        domain_push(L, domain);
    else
        lua_pushnil(L);
}

/* domains(c): of the source and, once it is there, of the clone */
static int raw_domains(lua_State *L)
{
    const struct clone *clone = check(L);

    push_domain(L, clone->source.domain);
    push_domain(L, clone->domain);
    return 2;
}

static uint64_t takes(const struct disk *disk, const char *pool)
{
    const struct disk_choice *choice = &disk->choice;
    const char *goes = choice->pool                  ? choice->pool
                       : choice->path || choice->dir ? NULL
                                                     : disk->image.pool;

    if (!disk_is_own(disk) || !str_eq(goes, pool))
        return 0;
    return choice->size ? choice->size : disk->image.capacity;
}

/* takes(c, pool): bytes that its disks would take there at most; 0 of one that
 * is over, or is not of the running clone's call */
static int raw_takes(lua_State *L)
{
    const struct context *context = class_check(L, 1, &context_class);
    const struct clone *clone = context->clone, *now = vm_of(L)->scene.clone;
    const char *pool = luaL_checkstring(L, 2);
    uint64_t sum = 0;

    if (clone && now && clone->spec->shared == now->spec->shared)
        for (size_t i = 0; i < clone->n_disks; i++)
            sum += takes(&clone->disks[i], pool);
    lua_pushinteger(L, (lua_Integer)sum);
    return 1;
}

static int raw_twice(lua_State *L)
{
    lua_pushboolean(L, check(L)->spec->twice);
    return 1;
}

/* ask(c, prompt, secret): what the user answers, or nil */
static int raw_ask(lua_State *L)
{
    const struct clone_spec *spec = check(L)->spec;
    const char *prompt = luaL_checkstring(L, 2);
    bool secret = lua_toboolean(L, 3);
    char **answer = value_text_box(L);
    struct err err = ERR_INIT;

    if (spec->asker)
        *answer = spec->asker->ask(spec->asker, prompt, secret);
    if (!*answer && spec->stop && atomic_load(spec->stop)) {
        err_set(&err, ERR_INTERRUPTED, "interrupted");
        return vm_raise(L, &err);
    }
    return value_push_text(L, answer);
}

/* only(c): the one phase of scripts that counts, or nil */
static int raw_only(lua_State *L)
{
    lua_pushstring(L, check(L)->spec->only_phase);
    return 1;
}

static int raw_wanted(lua_State *L)
{
    const struct clone *clone = check(L);

    lua_pushboolean(L, builtin_wanted(clone->spec, luaL_checkstring(L, 2)));
    return 1;
}

/* skips(c): what --no-hook and what --only-hook say */
static int raw_skips(lua_State *L)
{
    const struct clone_spec *spec = check(L)->spec;

    value_push_list(L, spec->hooks_skip);
    value_push_list(L, spec->hooks_only);
    return 2;
}

static int raw_sets(lua_State *L)
{
    value_push_list(L, check(L)->spec->hook_sets);
    return 1;
}

/* { { name =, desc =, last =, mutate = true, ... }, ... } */
static void push_builtin(lua_State *L, const struct builtin *b)
{
    lua_createtable(L, 0, 6);
    lua_pushstring(L, b->name);
    lua_setfield(L, -2, "name");
    lua_pushstring(L, b->help);
    lua_setfield(L, -2, "desc");
    lua_pushboolean(L, b->last);
    lua_setfield(L, -2, "last");
    for (unsigned phase = 0; phase <= CLONE_FINISH; phase++)
        if (b->phases & 1u << phase) {
            lua_pushboolean(L, true);
            lua_setfield(L, -2, clone_phase_name(phase));
        }
}

static void push_builtins(lua_State *L)
{
    lua_newtable(L);
    for (int i = 0; builtins[i].name; i++) {
        push_builtin(L, &builtins[i]);
        lua_rawseti(L, -2, i + 1);
    }
}

/* names(c): of all clones of the call, and which one this is */
static int raw_names(lua_State *L)
{
    const struct clone_spec *spec = check(L)->spec;

    value_push_list(L, spec->names);
    lua_pushinteger(L, (lua_Integer)spec->index + 1);
    return 2;
}

void context_raw_open(lua_State *L)
{
    static const luaL_Reg raw[] = {
        { "ask", raw_ask },         { "builtin", raw_builtin },
        { "choose", raw_choose },
        { "domains", raw_domains }, { "edits", raw_edits },
        { "effects", raw_effects }, { "explicit", raw_explicit },
        { "follow", raw_follow },   { "hide", raw_hide },
        { "mac_owner", raw_mac_owner },
        { "names", raw_names },     { "outside", raw_outside },
        { "only", raw_only },       { "redact", raw_redact },
        { "secret", raw_secret },   { "sets", raw_sets },
        { "sign", raw_sign },       { "skips", raw_skips },
        { "source", raw_source },   { "takes", raw_takes },
        { "trace", raw_trace },     { "twice", raw_twice },
        { "uri", raw_uri },         { "wanted", raw_wanted },
        { "warn", raw_warn },       { NULL, NULL },
    };

    luaL_newlib(L, raw);
    lua_setfield(L, -2, "clone");
    push_builtins(L);
    lua_setfield(L, -2, "builtins");
}
