/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions that need to know other values: ports, paths, ids. */
#include "clone/action.h"
#include "base/mem.h"
#include "base/port.h"
#include "clone/clone.h"
#include "clone/name.h"
#include "clone/nocloud.h"
#include "virt/xml_walk.h"

#include <string.h>

static const struct inventory *inventory_of(const struct rule_match *match)
{
    return match->clone->spec->shared->inventory;
}

static char *where_of(const struct rule_match *match)
{
    AUTO(free) char *path = xml_where(match->node);

    return match->rule->key ? mem_fmt("%s/@%s", path, match->rule->key)
                            : TAKE(path);
}

/* Give the match another value, NULL for none, and say so. */
static int change(const struct rule_match *match, const char *value,
                  struct err *err)
{
    const char *key = match->rule->key;

    finding_add(match->clone, FINDING_CHANGED, where_of(match),
                value ? "'%s' is now '%s'" : "'%s' is gone",
                match->old ? match->old : "", value);
    return key ? xml_set_attribute(match->node, key, value, err)
               : xml_set_text(match->node, value, err);
}

int action_drop(const struct rule_match *match, struct err *err)
{
    if (match->rule->key)
        return change(match, NULL, err);
    return xml_remove_node(match->node, err);
}

int action_set(const struct rule_match *match, struct err *err)
{
    const char *arg = match->rule->arg, *equals = strchr(arg, '=');
    AUTO(free) char *key = NULL;

    if (!equals)
        return change(match, arg, err);
    key = mem_ndup(arg, (size_t)(equals - arg));
    return xml_set_attribute(match->node, key, equals + 1, err);
}

int action_uuid(const struct rule_match *match, struct err *err)
{
    const char *old = match->old ? match->old : "";

    if (!map_find(match->clone, old))
        map_add(match->clone, old, uuid_random().text);
    return change(match, map_find(match->clone, old), err);
}

/* ---- paths -------------------------------------------------------------- */

static bool is_free(const struct rule_match *match, const char *path)
{
    return !map_has_new(match->clone, path) &&
           !inventory_path_owner(inventory_of(match), path) &&
           (!match->clone->local || access(path, F_OK));
}

static char *new_path(const struct rule_match *match, const char *tag)
{
    const struct clone *clone = match->clone;
    const char *old = match->old, *slash = strrchr(old, '/');
    int dir = slash ? (int)(slash + 1 - old) : 0;
    struct name_rule name = {
        .old_domain = clone->source.name,
        .new_domain = clone->name,
        .tag = tag,
        .beside = clone->spec->beside,
    };
    AUTO(free) char *file = name_file(&name, old + dir);
    char *path = NULL;

    for (unsigned n = 0; !path || !is_free(match, path); n++) {
        AUTO(free) char *numbered = name_numbered(file, n);

        mem_set(&path, mem_fmt("%.*s%s", dir, old, numbered));
    }
    return path;
}

/* The device that an element belongs to: "serial", "audio". */
static char *device_of(struct xml_node *node)
{
    struct xml_node *up = xml_parent(node);
    AUTO(free) char *name = up ? xml_name(up) : NULL;

    return !up || !strcmp(name, "devices") ? xml_name(node) : device_of(up);
}

/* What is in /dev is nobody's own: /dev/null, /dev/ttyS0. */
int action_rename(const struct rule_match *match, struct err *err)
{
    AUTO(free) char *tag = device_of(match->node);

    if (!match->old || str_starts(match->old, "/dev/"))
        return 0;
    if (match->clone->spec->beside && !strcmp(tag, "parallel")) {
        finding_add(match->clone, FINDING_CLASH, where_of(match),
                    "'%s' stays, as virt-clone has it: the second to start "
                    "fails",
                    match->old);
        return 0;
    }
    if (!map_find(match->clone, match->old)) {
        AUTO(free) char *path = new_path(match, tag);

        map_add(match->clone, match->old, path);
    }
    return change(match, map_find(match->clone, match->old), err);
}

int action_socket(const struct rule_match *match, struct err *err)
{
    enum { SUN_PATH_MOST = 107 };
    const char *path;

    if (action_rename(match, err))
        return -1;
    path = map_find(match->clone, match->old ? match->old : "");
    if (!path || strlen(path) <= SUN_PATH_MOST)
        return 0;
    return err_fail(err, "the socket '%s' would be longer than %d bytes; "
                         "choose a shorter name",
                    path, SUN_PATH_MOST);
}

/* ---- numbers ------------------------------------------------------------ */

/* Beside the domains, other programs of this machine have ports. */
static bool is_free_port(const struct rule_match *match, const char *protocol,
                         unsigned long port)
{
    bool udp = !strcmp(protocol, "udp");
    AUTO(free) char *text = mem_fmt("%lu", port);
    AUTO(free) char *key = mem_fmt("%s %s", protocol, text);

    return !map_has_new(match->clone, key) &&
           !inventory_find(inventory_of(match), udp ? CLAIM_UDP : CLAIM_TCP,
                           text) &&
           !(match->clone->local &&
             port_is_taken(udp ? PORT_UDP : PORT_TCP, (uint16_t)port));
}

/* Ports are in the map as "tcp 5901": a number alone means nothing. */
static int new_port(const struct rule_match *match, const char *protocol,
                    struct err *err)
{
    AUTO(free) char *key = mem_fmt("%s %s", protocol, match->old);
    unsigned long port = strtoul(match->old, NULL, 10);

    if (!str_is_number(match->old) || !port)
        return 0;
    if (!map_find(match->clone, key)) {
        AUTO(free) char *value = NULL;

        do
            port++;
        while (port < 65536 && !is_free_port(match, protocol, port));
        if (port >= 65536)
            return err_fail(err, "no %s port above %s is free", protocol,
                            match->old);
        value = mem_fmt("%s %lu", protocol, port);
        map_add(match->clone, key, value);
    }
    return change(match, map_find(match->clone, key) + strlen(protocol) + 1,
                  err);
}

int action_tcp(const struct rule_match *match, struct err *err)
{
    return new_port(match, "tcp", err);
}

int action_udp(const struct rule_match *match, struct err *err)
{
    return new_port(match, "udp", err);
}

/* 0, 1 and 2 are the hypervisor, the loopback and the host. */
int action_cid(const struct rule_match *match, struct err *err)
{
    for (unsigned long cid = 3; cid < UINT32_MAX; cid++) {
        AUTO(free) char *text = mem_fmt("%lu", cid);
        AUTO(free) char *key = mem_fmt("cid %lu", cid);

        if (map_has_new(match->clone, key) ||
            inventory_find(inventory_of(match), CLAIM_CID, text))
            continue;
        map_add(match->clone, key, key);
        return change(match, text, err);
    }
    return err_fail(err, "no vsock CID is free");
}

/* ---- values that follow others ------------------------------------------ */

int action_map(const struct rule_match *match, struct err *err)
{
    const char *value = map_find(match->clone, match->old ? match->old : "");

    return value ? change(match, value, err) : 0;
}

int action_derive(const struct rule_match *match, struct err *err)
{
    AUTO(free) char *value = NULL;

    if (!match->old)
        return 0;
    value = str_starts(match->old, "ds=nocloud")
                ? nocloud_rewrite(match->clone, match->old)
                : map_rewrite(match->clone, match->old);
    if (value)
        return change(match, value, err);
    finding_add(match->clone, FINDING_SAME, where_of(match),
                "'%s' stays: it is not made of the name or the UUID",
                match->old);
    return 0;
}

int action_cmdline(const struct rule_match *match, struct err *err)
{
    AUTO(free)
    char *value =
        match->old ? nocloud_cmdline(match->clone, match->old) : NULL;

    return value && strcmp(value, match->old) ? change(match, value, err) : 0;
}
