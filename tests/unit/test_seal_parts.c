/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealing in two parts, a base and the clones on it, is sealing in one. */
#include "guest/seal.h"
#include "guest_dir.h"

static const char id[] = "0123456789abcdef0123456789abcdef\n";

/* What a guest has; random: no two have the same in the end. */
static const struct {
    const char *path, *text;
    bool random;
} files[] = {
    { "/etc/hostname", "web.example.org\n", false },
    { "/etc/machine-id", id, false },
    { "/var/lib/dbus/machine-id", id, false },
    { "/etc/hosts",
      "127.0.1.1 web.example.org web\n10.0.0.1 web.other my-web\n", false },
    { "/etc/sysconfig/network", "HOSTNAME=web.example.org\n", false },
    { "/etc/mailname", "web.example.org\n", false },
    { "/etc/ssh/ssh_host_ed25519_key", "old", true },
    { "/etc/ssh/ssh_host_ed25519_key.pub", "old", true },
    { "/etc/ssh/ssh_host_ed25519_key-cert.pub", "old", false },
    { "/var/lib/systemd/random-seed", "0123456789abcdef0123456789abcdef",
      true },
    { "/etc/netplan/10.yaml", "macaddress: 52:54:00:aa:bb:01\n", false },
    { "/etc/dhcp/dhclient.conf", "send host-name web;\n", false },
    { "/var/lib/dhcp/dhclient.leases", "x", false },
    { "/var/lib/NetworkManager/secret_key", "x", false },
    { "/etc/iscsi/initiatorname.iscsi", "InitiatorName=iqn.x:01:abcdefabcdef\n",
      true },
    { "/etc/nvme/hostid", "00000000-0000-0000-0000-000000000000\n", true },
    { "/etc/krb5.keytab", "x", false },
    { "/etc/wireguard/wg0.conf", "x", false },
    { "/root/.ssh/authorized_keys", "x", false },
};

static void full_guest(struct guest_fs *fs)
{
    guest_new(fs);
    for (size_t i = 0; i < COUNT(files); i++)
        put(fs, files[i].path, files[i].text);
}

/* The lists of a run. */
static struct strv done, kept;

static void seal_part(struct guest_fs *fs, enum seal_part part,
                      const char *hostname, const char *choice)
{
    struct err err = ERR_INIT;
    AUTO(strv_done) struct strv macs = { 0 };
    AUTO(strv_done) struct strv choices = { 0 };
    struct seal seal = {
        .fs = fs,
        .part = part,
        .hostname = hostname,
        .macs = &macs,
        .choices = &choices,
        .done = &done,
        .kept = &kept,
    };

    if (choice)
        strv_add(&choices, choice);
    if (part & SEAL_OWN) {
        strv_add(&macs, "52:54:00:aa:bb:01");
        strv_add(&macs, "52:54:00:cc:dd:02");
    }
    strv_done(&fs->written);
    if (seal_run(&seal, &err))
        tap_note("error", err.text);
}

static void forget(void)
{
    strv_done(&done);
    strv_done(&kept);
}

/* All files; of random ones, how long they are. */
static char *picture(struct guest_fs *fs)
{
    struct buf all = { 0 };

    for (size_t i = 0; i < COUNT(files); i++) {
        size_t n = 0;
        AUTO(free) char *text = guest_read(fs, files[i].path, &n);

        if (files[i].random)
            buf_fmt(&all, "%s: %zu bytes\n", files[i].path, n);
        else
            buf_fmt(&all, "%s: %s\n", files[i].path, text ? text : "(none)");
    }
    return buf_take(&all);
}

static const char *word(const struct seal_item *item)
{
    return item->part == SEAL_ALL   ? "both"
           : item->part == SEAL_OWN ? "own"
                                    : "common";
}

static void test_table(void)
{
    AUTO(buf_done) struct buf list = { 0 };
    bool all = true;

    for (const struct seal_item *item = seal_items; item->name; item++) {
        if (item->part != SEAL_COMMON)
            buf_fmt(&list, "%s: %s\n", item->name, word(item));
        else
            all &= item->reset == NULL || item->reset == seal_machine_id;
    }
    is_str(list.text,
           "hostname: both\n"
           "hosts: both\n"
           "ssh-host-keys: both\n"
           "random-seed: both\n"
           "mac: own\n"
           "dhcp-hostname: both\n"
           "iscsi: own\n"
           "nvme: own\n",
           "what each clone needs of its own is this");
    ok(all, "all that is common is removed, or made anew by the guest");
}

static void test_base(void)
{
    struct guest_fs fs;

    full_guest(&fs);
    forget();
    seal_part(&fs, SEAL_COMMON, "base-1", NULL);
    is_str(get(&fs, "/etc/hostname"), "base-1.example.org\n",
           "a base has its own name, in the old domain");
    is_str(get(&fs, "/etc/hosts"),
           "127.0.1.1 base-1.example.org base-1\n10.0.0.1 web.other my-web\n",
           "also in other files");
    is_str(get(&fs, "/etc/machine-id"), "", "its id is empty");
    is_str(get(&fs, "/var/lib/dhcp/dhclient.leases"), "(none)",
           "what is removed is removed there");
    is_str(get(&fs, "/etc/ssh/ssh_host_ed25519_key"), "",
           "it has no SSH host keys");
    is_str(get(&fs, "/etc/ssh/ssh_host_ed25519_key-cert.pub"), "(none)",
           "nor a certificate for the old ones");
    ok(strcmp(get(&fs, "/var/lib/systemd/random-seed"),
              "0123456789abcdef0123456789abcdef") != 0,
       "nor the source's random seed");
    is_str(get(&fs, "/etc/netplan/10.yaml"), "macaddress: 52:54:00:aa:bb:01\n",
           "MAC addresses stay");
    ok(kept.n == 1 && str_starts(kept.v[0], "vpn: "), "what stays is told");
    guest_end(&fs);
}

/* From old to new, in one and in two. *parts is left open. */
static void check_parts(struct guest_fs *parts, const char *old,
                        const char *new)
{
    struct guest_fs whole;
    AUTO(free) char *line = mem_fmt("%s\n", old);
    AUTO(free) char *test = NULL;
    AUTO(free) char *want = NULL;
    AUTO(free) char *got = NULL;

    full_guest(&whole);
    full_guest(parts);
    put(&whole, "/etc/hostname", line);
    put(parts, "/etc/hostname", line);
    seal_part(&whole, SEAL_ALL, new, NULL);
    seal_part(parts, SEAL_COMMON, "base-1", NULL);
    forget();
    seal_part(parts, SEAL_OWN, new, NULL);
    want = picture(&whole);
    got = picture(parts);
    test =
        mem_fmt("base and own together are all, from '%s' to '%s'", old, new);
    is_str(got, want, test);
    guest_end(&whole);
}

static void test_parts_are_all(void)
{
    static const char *const names[] = { "web", "web.example.org",
                                         "web01.example.org", "localhost" };

    for (size_t i = 0; i < COUNT(names); i++) {
        struct guest_fs parts;

        check_parts(&parts, names[i], names[COUNT(names) - 1 - i]);
        guest_end(&parts);
    }
}

static void test_written(void)
{
    struct guest_fs parts;
    AUTO(free) char *list = NULL;

    check_parts(&parts, "web.example.org", "web01");
    list = strv_join(&parts.written, "\n");
    is_str(list,
           "/etc/hostname\n"
           "/etc/sysconfig/network\n"
           "/etc/hosts\n"
           "/etc/mailname\n"
           "/etc/ssh/ssh_host_ed25519_key\n"
           "/etc/ssh/ssh_host_ed25519_key.pub\n"
           "/var/lib/systemd/random-seed\n"
           "/etc/netplan/10.yaml\n"
           "/etc/dhcp/dhclient.conf\n"
           "/etc/iscsi/initiatorname.iscsi\n"
           "/etc/nvme/hostid",
           "what the base has is not written again");
    is_int((int64_t)kept.n, 0, "nor told");
    guest_end(&parts);
}

static void test_two_clones(void)
{
    struct guest_fs one, two;
    bool differ = true;

    full_guest(&one);
    full_guest(&two);
    seal_part(&one, SEAL_OWN, "web01", NULL);
    seal_part(&two, SEAL_OWN, "web02", NULL);
    for (size_t i = 0; i < COUNT(files); i++) {
        AUTO(free) char *text = mem_dup(get(&one, files[i].path));

        if (files[i].random)
            differ &= strcmp(text, get(&two, files[i].path)) != 0;
    }
    ok(differ, "two clones have nothing in common that tells machines apart");
    guest_end(&one);
    guest_end(&two);
}

static void test_kept(void)
{
    struct guest_fs fs;

    full_guest(&fs);
    forget();
    seal_part(&fs, SEAL_COMMON, "base-1", "ssh-host-keys=keep");
    seal_part(&fs, SEAL_OWN, "web01", "ssh-host-keys=keep");
    is_str(get(&fs, "/etc/ssh/ssh_host_ed25519_key"), "old",
           "what is kept is kept by both parts");
    is_int((int64_t)kept.n, 2, "and told once");
    forget();
    seal_part(&fs, SEAL_COMMON, "base-1", "iscsi=keep");
    seal_part(&fs, SEAL_OWN, "web01", "iscsi=keep");
    ok(kept.n == 2 && str_starts(kept.v[1], "iscsi: "),
       "what only the clones have is told by them");
    guest_end(&fs);
}

int main(void)
{
    test_table();
    test_base();
    test_parts_are_all();
    test_written();
    test_two_clones();
    test_kept();
    forget();
    return done_testing();
}
