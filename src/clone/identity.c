/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clone/identity.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/mac.h"
#include "clone/map.h"
#include "clone/rules.h"

#include <ctype.h>
#include <string.h>

static const char sysinfo_uuid[] = "sysinfo/system/entry[@name='uuid']";

bool identity_keeps_macs(const struct clone *clone)
{
    const struct strv *macs = clone->spec->macs;

    return macs && macs->n == 1 && !strcmp(macs->v[0], "keep");
}

/* ---- MAC addresses ------------------------------------------------------ */

static struct mac fresh_mac(const struct clone *clone)
{
    struct mac mac;

    do
        mac = mac_random();
    while (inventory_mac_owner(clone->spec->shared->inventory, mac.text) ||
           map_has_new(clone, mac.text));
    return mac;
}

/* In lower case, as the map knows it. */
static char *old_mac(struct xml_node *nic)
{
    char *old = xml_get(nic, "mac/@address");

    for (char *p = old; p && *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return old;
}

/* What --mac says of the i-th interface: an address, "keep" or NULL. */
static const char *mac_choice(const struct clone *clone, size_t i)
{
    const struct strv *macs = clone->spec->macs;

    if (identity_keeps_macs(clone))
        return "keep";
    if (!macs || i >= macs->n || !strcmp(macs->v[i], "new") ||
        !strcmp(macs->v[i], "RANDOM"))
        return NULL;
    return macs->v[i];
}

static int choose_mac(struct clone *clone, const char *choice,
                      struct mac *ret, struct err *err)
{
    if (!choice) {
        *ret = fresh_mac(clone);
        return 0;
    }
    return mac_parse(choice, ret, err) ? err_wrap(err, "--mac") : 0;
}

/* libvirt gives an interface without an address one by itself; ours are
 * chosen here, so that the plan shows them. Both ends of a teaming pair get
 * the same. */
static int new_mac(struct clone *clone, struct xml_node *nic, size_t i,
                   struct err *err)
{
    AUTO(free) char *old = old_mac(nic);
    const char *known = old ? map_find(clone, old) : NULL;
    const char *choice = mac_choice(clone, i);
    struct mac mac;

    if (known)
        return xml_set(nic, XML_PATH("mac/@address"), known, err);
    if (choice && !strcmp(choice, "keep"))
        choice = old;
    if (choose_mac(clone, choice, &mac, err))
        return -1;
    map_add(clone, old ? old : mac.text, mac.text);
    return xml_set(nic, XML_PATH("mac/@address"), mac.text, err);
}

static struct xml_nodes interfaces(const struct clone *clone)
{
    return xml_all(xml_root(clone->xml), "devices/interface");
}

int identity_apply_macs(struct clone *clone, struct err *err)
{
    AUTO(xml_nodes_done) struct xml_nodes nics = interfaces(clone);
    const struct strv *macs = clone->spec->macs;

    if (macs && macs->n > nics.n && !clone->spec->any_mac &&
        !identity_keeps_macs(clone))
        return err_usage(err, "--mac was given %zu times, but '%s' has %zu "
                              "interfaces",
                         macs->n, clone->source.name, nics.n);
    for (size_t i = 0; i < nics.n; i++)
        if (new_mac(clone, nics.v[i], i, err))
            return -1;
    return 0;
}

/* The i-th --mac, over what a hook has set. The other end of a teaming pair
 * follows, when it was not given one itself. */
static int user_mac(struct clone *clone, const struct xml_nodes *nics,
                    size_t i, struct err *err)
{
    AUTO(free) char *old = xml_get(nics->v[i], "mac/@address");
    const char *choice = mac_choice(clone, i);
    struct mac mac;

    if (!choice || !strcmp(choice, "keep"))
        return 0;
    if (mac_parse(choice, &mac, err))
        return err_wrap(err, "--mac");
    for (size_t j = i; j < nics->n; j++)
        if ((j == i || (j >= clone->spec->macs->n && old &&
                        xml_is(nics->v[j], "mac/@address", old))) &&
            xml_set(nics->v[j], XML_PATH("mac/@address"), mac.text, err))
            return -1;
    return 0;
}

static int user_macs(struct clone *clone, struct err *err)
{
    AUTO(xml_nodes_done) struct xml_nodes nics = interfaces(clone);
    const struct strv *macs = clone->spec->macs;

    for (size_t i = 0; macs && i < macs->n && i < nics.n; i++)
        if (user_mac(clone, &nics, i, err))
            return -1;
    return 0;
}

/* ---- name and UUID ------------------------------------------------------ */

char *identity_machine_id(const struct clone *clone)
{
    AUTO(buf_done) struct buf id = { 0 };

    for (const char *p = clone->uuid; *p; p++)
        if (*p != '-')
            buf_addn(&id, p, 1);
    return buf_take(&id);
}

int identity_set_name(struct clone *clone, struct err *err)
{
    return xml_set(xml_root(clone->xml), XML_PATH("name"), clone->name, err);
}

static int set_uuid(struct clone *clone, struct err *err)
{
    struct xml_node *root = xml_root(clone->xml);

    if (xml_set(root, XML_PATH("uuid"), clone->uuid, err))
        return -1;
    if (!xml_find(root, sysinfo_uuid))
        return 0;
    return xml_set(root, XML_PATH(sysinfo_uuid), clone->uuid, err);
}

static void random_uuid(struct clone *clone)
{
    do
        strcpy(clone->uuid, uuid_random().text);
    while (inventory_uuid_owner(clone->spec->shared->inventory, clone->uuid));
}

static int user_uuid(struct clone *clone, struct err *err)
{
    if (!str_is_uuid(clone->spec->uuid))
        return err_usage(err, "--uuid: '%s' is not a UUID",
                         clone->spec->uuid);
    strcpy(clone->uuid, clone->spec->uuid);
    return 0;
}

int identity_apply(struct clone *clone, struct err *err)
{
    if (!clone->spec->uuid)
        random_uuid(clone);
    else if (user_uuid(clone, err))
        return -1;
    map_add(clone, clone->source.uuid, clone->uuid);
    return identity_set_name(clone, err) || set_uuid(clone, err) ? -1 : 0;
}

/* What a hook or --mac set is what an old address has become, unless hooks
 * added or removed interfaces: then nobody knows which was which. */
static void take_macs(struct clone *clone)
{
    AUTO(xml_nodes_done) struct xml_nodes new = interfaces(clone);
    AUTO(xml_nodes_done)
    struct xml_nodes old =
        xml_all(xml_root(clone->source.xml), "devices/interface");

    for (size_t i = 0; old.n == new.n && i < new.n; i++) {
        AUTO(free) char *from = old_mac(old.v[i]);
        AUTO(free) char *to = old_mac(new.v[i]);

        if (from && to && !str_eq(map_find(clone, from), to))
            map_add(clone, from, to);
    }
}

int identity_take(struct clone *clone, struct err *err)
{
    AUTO(free) char *uuid = xml_get(xml_root(clone->xml), "uuid");

    if (!uuid || !str_is_uuid(uuid))
        return err_fail(err, "uuid '%s' in the XML is not a UUID",
                        uuid ? uuid : "");
    strcpy(clone->uuid, uuid);
    map_add(clone, clone->source.uuid, clone->uuid);
    take_macs(clone);
    return set_uuid(clone, err);
}

static int user_texts(struct clone *clone, struct err *err)
{
    const struct clone_spec *spec = clone->spec;
    struct xml_node *root = xml_root(clone->xml);

    if (spec->title && xml_set(root, XML_PATH("title"), spec->title, err))
        return -1;
    return spec->description
               ? xml_set(root, XML_PATH("description"), spec->description, err)
               : 0;
}

int identity_apply_user(struct clone *clone, struct err *err)
{
    if (clone->spec->uuid && (user_uuid(clone, err) || set_uuid(clone, err)))
        return -1;
    return user_texts(clone, err) || user_macs(clone, err) ? -1 : 0;
}

/* ---- nobody else's ------------------------------------------------------ */

static int check_names(const struct clone *clone, struct err *err)
{
    AUTO(free) char *name = xml_get(xml_root(clone->xml), "name");
    const char *owner =
        inventory_uuid_owner(clone->spec->shared->inventory, clone->uuid);

    if (!str_eq(name, clone->name))
        return err_fail(err,
                        "the name in the XML is '%s', not '%s': set c.name in "
                        "phase 'plan' instead",
                        name ? name : "", clone->name);
    if (!clone->spec->replace &&
        inventory_name_owner(clone->spec->shared->inventory, clone->name))
        return err_fail(err, "domain with name '%s' already exists",
                        clone->name);
    if (owner)
        return err_fail(err, "domain '%s' already has the UUID %s", owner,
                        clone->uuid);
    return 0;
}

static int check_mac(const struct clone *clone, struct xml_node *nic,
                     struct err *err)
{
    AUTO(free) char *text = xml_get(nic, "mac/@address");
    const char *owner;
    struct mac mac;

    if (!text)
        return 0;
    if (mac_parse(text, &mac, err))
        return -1;
    owner = inventory_mac_owner(clone->spec->shared->inventory, mac.text);
    if (!owner || clone->spec->any_mac || clone->spec->force ||
        identity_keeps_macs(clone))
        return 0;
    return err_fail(err, "the MAC address %s belongs to domain '%s' already",
                    mac.text, owner);
}

int identity_check(struct clone *clone, struct err *err)
{
    AUTO(xml_nodes_done) struct xml_nodes nics = interfaces(clone);

    if (check_names(clone, err))
        return -1;
    for (size_t i = 0; i < nics.n; i++)
        if (check_mac(clone, nics.v[i], err))
            return -1;
    return 0;
}
