/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest/traits.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "guest/facts_net.h"

#include <string.h>

const struct trait_kind trait_kinds[TRAIT_COUNT] = {
    [TRAIT_HOSTNAME] = { "host name", "names and logs mix them up", false },
    [TRAIT_MACHINE_ID] = { "machine-id",
                           "they can get one DHCP lease, and logs and "
                           "services take them for one",
                           false },
    [TRAIT_HOST_KEY] = { "SSH host key", "each can pose as the other", false },
    [TRAIT_DHCP] = { "DHCP client id", "they get one lease", false },
    [TRAIT_ADDRESS] = { "static address", "they fight over it", false },
    [TRAIT_INSTANCE] = { "cloud-init instance",
                         "cloud-init takes one for the other and does not set "
                         "it up",
                         false },
    [TRAIT_FILE_SYSTEM] = { "file system UUID",
                            "matters when one machine has both disks", true },
    [TRAIT_LUKS] = { "LUKS UUID", "matters when one machine has both disks",
                     true },
    [TRAIT_LVM] = { "LVM UUID", "matters when one machine has both disks",
                    true },
};

void guest_traits_done(struct guest_traits *traits)
{
    for (size_t i = 0; i < TRAIT_COUNT; i++)
        strv_done(&traits->v[i]);
    free(traits->product);
    *traits = (struct guest_traits){ 0 };
}

static void add(struct guest_traits *traits, enum trait trait,
                const char *value)
{
    if (value && *value && !strv_has(&traits->v[trait], value))
        strv_add(&traits->v[trait], value);
}

/* ---- DHCP clients ------------------------------------------------------- */

/* The words before an id that a client was given, or made and keeps. */
static const struct {
    const char *pattern, *keys;
} ids[] = {
    { "/etc/systemd/network/*.network", " duidrawdata iaid " },
    { "/etc/systemd/networkd.conf", " duidrawdata " },
    { "/etc/systemd/networkd.conf.d/*.conf", " duidrawdata " },
    { "/etc/NetworkManager/system-connections/*",
      " dhcp-client-id dhcp-duid dhcp-iaid " },
    { "/etc/sysconfig/network-scripts/ifcfg-*",
      " dhcp_client_id dhcpv6_duid " },
    { "/etc/sysconfig/network/dhcp", " dhclient_client_id " },
    { "/etc/network/interfaces", " client " },
    { "/etc/dhcp/dhclient.conf", " dhcp-client-identifier default-duid " },
    { "/var/lib/dhcp/dhclient*.leases", " default-duid " },
    { "/var/lib/dhclient/*", " default-duid " },
    { "/etc/dhcpcd.conf", " clientid " },
};

/* Words that say how an id is made, and not what it is. */
static bool is_recipe(const char *value)
{
    static const char *const words[] = {
        "mac",        "duid",   "perm-mac",    "ipv6-duid", "stable",
        "link-layer", "uuid",   "stable-uuid", "lease",     "ll",
        "llt",        "ifname", "none",        "vendor",
    };

    for (size_t i = 0; i < COUNT(words); i++)
        if (!strcmp(value, words[i]))
            return true;
    return !*value;
}

static void read_line(const char *line, const char *keys,
                      struct guest_traits *ret)
{
    AUTO(free) char *value = NULL;
    char key[32];

    line += strspn(line, " \t");
    if (str_starts(line, "send "))
        line += strlen("send ");
    if (guest_net_split(line, key, sizeof(key), &value) && strstr(keys, key) &&
        !is_recipe(value))
        add(ret, TRAIT_DHCP, value);
}

static void read_lines(struct guest_fs *fs, const char *path, const char *keys,
                       struct guest_traits *ret)
{
    AUTO(free) char *text = guest_read(fs, path, NULL);
    char *rest = NULL;

    for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line;
         line = strtok_r(NULL, "\n", &rest))
        read_line(line, keys, ret);
}

/* A secret is compared, never shown. */
static void read_digest(struct guest_fs *fs, const char *path,
                        struct guest_traits *ret)
{
    size_t n = 0;
    AUTO(free) char *bytes = guest_read(fs, path, &n);
    AUTO(free)
    char *value =
        bytes && n ? mem_fmt("%s, SHA-256 %.16s", path, sha256(bytes, n).text)
                   : NULL;

    add(ret, TRAIT_DHCP, value);
    if (bytes)
        explicit_bzero(bytes, n);
}

static void read_ids(struct guest_fs *fs, struct guest_traits *ret)
{
    static const char *const whole[] = {
        "/var/lib/NetworkManager/secret_key",
        "/var/lib/dhcpcd/duid",
        "/var/lib/dhcpcd5/duid",
        "/etc/dhcpcd.duid",
        "/var/db/dhcpcd.duid",
        "/etc/dhcp6c_duid",
    };

    for (size_t i = 0; i < COUNT(ids); i++) {
        AUTO(strv_done) struct strv files = { 0 };

        guest_glob(fs, ids[i].pattern, &files);
        for (size_t j = 0; j < files.n; j++)
            read_lines(fs, files.v[j], ids[i].keys, ret);
    }
    for (size_t i = 0; i < COUNT(whole); i++)
        read_digest(fs, whole[i], ret);
}

/* ---- the rest ----------------------------------------------------------- */

/* What a machine is called that was given no name. */
static bool is_nameless(const char *hostname)
{
    return str_eq(hostname, "localhost") ||
           str_eq(hostname, "localhost.localdomain");
}

static void take_facts(const struct guest_facts *facts,
                       struct guest_traits *ret)
{
    ret->windows = str_eq(facts->layout.type, "windows");
    ret->product = mem_dup(facts->layout.product);
    if (!is_nameless(facts->hostname))
        add(ret, TRAIT_HOSTNAME, facts->hostname);
    add(ret, TRAIT_MACHINE_ID, facts->machine_id);
    add(ret, TRAIT_MACHINE_ID, facts->dbus_id);
    for (size_t i = 0; i < facts->host_keys.n; i++)
        add(ret, TRAIT_HOST_KEY, facts->host_keys.v[i]);
    /* "192.0.2.7/24 (FILE)": two may write one address in different files. */
    for (size_t i = 0; i < facts->addresses.n; i++) {
        const char *text = facts->addresses.v[i];
        AUTO(free) char *value = mem_ndup(text, strcspn(text, "/ "));

        add(ret, TRAIT_ADDRESS, value);
    }
    add(ret, TRAIT_INSTANCE, facts->cloud_init.instance);
}

static int take_uuids(struct guest_fs *fs, struct guest_traits *ret,
                      struct err *err)
{
    AUTO(strv_done) struct strv uuids = { 0 };

    if (guest_uuids(fs, &uuids, err))
        return -1;
    for (size_t i = 0; i + 1 < uuids.n; i += 2)
        add(ret,
            str_eq(uuids.v[i], "LUKS")  ? TRAIT_LUKS
            : str_eq(uuids.v[i], "LVM") ? TRAIT_LVM
                                        : TRAIT_FILE_SYSTEM,
            uuids.v[i + 1]);
    return 0;
}

int guest_traits_read(struct guest_fs *fs, struct guest_traits *ret,
                      struct err *err)
{
    AUTO(guest_facts_done) struct guest_facts facts = { 0 };

    if (guest_facts_read(fs, &facts, err))
        return -1;
    take_facts(&facts, ret);
    if (guest_is_linux(&facts))
        read_ids(fs, ret);
    return guest_failed(fs, err) ? -1 : take_uuids(fs, ret, err);
}
