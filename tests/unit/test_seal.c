/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sealing does to a guest's files. */
#include "guest/seal_name.h"
#include "guest/hostname.h"
#include "guest_dir.h"

static struct strv macs, done, kept;

static int seal_with(struct guest_fs *fs, const struct strv *choices)
{
    struct err err = ERR_INIT;
    struct seal seal = {
        .fs = fs,
        .part = SEAL_ALL,
        .hostname = "web01",
        .macs = &macs,
        .choices = choices,
        .done = &done,
        .kept = &kept,
    };
    int rc;

    strv_done(&done);
    strv_done(&kept);
    rc = seal_run(&seal, &err);
    if (rc)
        tap_note("error", err.text);
    return rc;
}

/* ---- the items ---------------------------------------------------------- */

static void test_ids(void)
{
    struct guest_fs fs;

    guest_new(&fs);
    is_int(seal_with(&fs, NULL), 0, "a guest is sealed");
    is_str(get(&fs, "/etc/machine-id"), "", "systemd's id is emptied");
    is_str(get(&fs, "/var/lib/dbus/machine-id"), "(none)",
           "D-Bus's own file goes, or it would bring the id back");
    is_str(get(&fs, "/etc/hostname"), "web01\n", "the host name is new");
    ok(strv_has(&done, "machine-id"), "what was reset is told");
    guest_end(&fs);
}

static void test_no_systemd(void)
{
    struct guest_fs fs;
    struct err err = ERR_INIT;

    guest_new(&fs);
    guest_remove(&fs, "/usr/lib/systemd", &err);
    seal_with(&fs, NULL);
    is_str(
        get(&fs, "/etc/machine-id"), "(none)",
        "without systemd an id's file is removed: D-Bus makes one only then");
    guest_end(&fs);
}

static void test_dbus_link(void)
{
    struct guest_fs fs;
    struct err err = ERR_INIT;
    AUTO(free) char *link = NULL;

    guest_new(&fs);
    guest_remove(&fs, "/var/lib/dbus/machine-id", &err);
    link = host_path(&fs, "/var/lib/dbus/machine-id");
    ok(symlink("../../../etc/machine-id", link) == 0, "D-Bus has a link");
    seal_with(&fs, NULL);
    ok(guest_is_link(&fs, "/var/lib/dbus/machine-id"), "a link stays");
    is_str(get(&fs, "/etc/machine-id"), "", "and what it leads to is empty");
    guest_end(&fs);
}

static void test_names(void)
{
    struct guest_fs fs;

    guest_new(&fs);
    put(&fs, "/etc/hosts",
        "127.0.0.1 localhost\n127.0.1.1 web.example.org Web\n"
        "10.0.0.1 webserver my-web web2 db.web\n");
    put(&fs, "/etc/conf.d/hostname", "hostname=\"web\"\n");
    seal_with(&fs, NULL);
    is_str(get(&fs, "/etc/hosts"),
           "127.0.0.1 localhost\n127.0.1.1 web01.example.org web01\n"
           "10.0.0.1 webserver my-web web2 db.web\n",
           "the old name is replaced where it is a whole word");
    is_str(get(&fs, "/etc/conf.d/hostname"), "hostname=\"web01\"\n",
           "OpenRC's host name is new");
    guest_end(&fs);
}

static void test_sent_names(void)
{
    struct guest_fs fs;

    guest_new(&fs);
    put(&fs, "/etc/NetworkManager/system-connections/web.nmconnection",
        "[connection]\nid=web\n[ipv4]\ndhcp-hostname=web\n");
    put(&fs, "/etc/sysconfig/network-scripts/ifcfg-web",
        "NAME=web\nDHCP_HOSTNAME='web'\nHOSTNAME=web.example.org");
    seal_with(&fs, NULL);
    is_str(get(&fs, "/etc/NetworkManager/system-connections/web.nmconnection"),
           "[connection]\nid=web\n[ipv4]\ndhcp-hostname=web01\n",
           "a name that DHCP sends is new, that of a connection stays");
    is_str(get(&fs, "/etc/sysconfig/network-scripts/ifcfg-web"),
           "NAME=web\nDHCP_HOSTNAME='web01'\nHOSTNAME=web01.example.org",
           "also in the files of older systems");
    guest_end(&fs);
}

/* Systems that have it elsewhere. */
static void test_old_systems(void)
{
    struct guest_fs fs;
    struct err err = ERR_INIT;

    guest_new(&fs);
    guest_remove(&fs, "/etc/hostname", &err);
    put(&fs, "/etc/sysconfig/network", "NETWORKING=yes\nHOSTNAME=web.lan\n");
    put(&fs, "/etc/hosts", "10.0.0.1 web.lan web\n");
    seal_with(&fs, NULL);
    is_str(get(&fs, "/etc/hostname"), "web01\n",
           "systemd needs its own file whatever others have");
    guest_remove(&fs, "/etc/hostname", &err);
    guest_remove(&fs, "/usr/lib/systemd", &err);
    put(&fs, "/etc/sysconfig/network", "NETWORKING=yes\nHOSTNAME=web.lan\n");
    put(&fs, "/etc/hosts", "10.0.0.1 web.lan web\n");
    seal_with(&fs, NULL);
    is_str(get(&fs, "/etc/sysconfig/network"),
           "NETWORKING=yes\nHOSTNAME=web01\n",
           "the host name of an old RHEL is new");
    is_str(get(&fs, "/etc/hosts"), "10.0.0.1 web01 web01\n",
           "and found in other files");
    is_str(get(&fs, "/etc/hostname"), "(none)", "it gets no other file for it");
    guest_end(&fs);
}

static void test_domains(void)
{
    struct guest_fs fs;

    guest_new(&fs);
    put(&fs, "/etc/hostname", "web.example.org\n");
    put(&fs, "/etc/hosts",
        "127.0.1.1 web.example.org web\n10.0.0.1 web.other\n");
    seal_with(&fs, NULL);
    is_str(get(&fs, "/etc/hosts"),
           "127.0.1.1 web01 web01\n10.0.0.1 web.other\n",
           "a name with its domain is replaced, and so is its first part");
    guest_end(&fs);
}

static void test_labels(void)
{
    struct guest_fs fs;
    struct err err = ERR_INIT;

    guest_new(&fs);
    put(&fs, "/etc/selinux/config", "SELINUX=enforcing\n");
    seal_with(&fs, NULL);
    is_str(get(&fs, "/.autorelabel"), "(none)",
           "files that are there keep their labels");
    guest_remove(&fs, "/etc/hostname", &err);
    seal_with(&fs, NULL);
    is_str(get(&fs, "/.autorelabel"), "", "a new one makes SELinux look");
    guest_end(&fs);
}

static void test_macs(void)
{
    struct guest_fs fs;

    guest_new(&fs);
    put(&fs, "/etc/netplan/10.yaml",
        "match: {macaddress: '52:54:00:AA:BB:01'}\n"
        "other: 52:54:00:aa:bb:02\n");
    put(&fs, "/etc/dhcp/dhclient.conf",
        "send dhcp-client-identifier 01:52:54:00:aa:bb:01;\n"
        "x 52:54:00:aa:bb:01:02\n");
    put(&fs, "/etc/systemd/network/a.link", "MACAddress=52-54-00-aa-bb-01\n");
    strv_add(&macs, "52:54:00:aa:bb:01");
    strv_add(&macs, "52:54:00:cc:dd:0a");
    seal_with(&fs, NULL);
    is_str(get(&fs, "/etc/netplan/10.yaml"),
           "match: {macaddress: '52:54:00:CC:DD:0A'}\n"
           "other: 52:54:00:aa:bb:02\n",
           "a MAC address of the machine's is the new one, in its case");
    is_str(get(&fs, "/etc/dhcp/dhclient.conf"),
           "send dhcp-client-identifier 01:52:54:00:cc:dd:0a;\n"
           "x 52:54:00:aa:bb:01:02\n",
           "also behind the 01: of a client id, but not within more");
    is_str(get(&fs, "/etc/systemd/network/a.link"),
           "MACAddress=52-54-00-cc-dd-0a\n", "also with dashes");
    strv_done(&macs);
    guest_end(&fs);
}

/* A text with NULs in it. */
#define BYTES(text) (text), sizeof(text) - 1

static void put_bytes(struct guest_fs *fs, const char *path, const char *text,
                      size_t n)
{
    struct err err = ERR_INIT;
    struct buf bytes = { .text = (char *)text, .n = n };

    put(fs, path, "");
    if (guest_write_bytes(fs, path, &bytes, &err))
        tap_note("error", err.text);
}

static bool has_bytes(struct guest_fs *fs, const char *path, const char *text,
                      size_t n)
{
    size_t got_n = 0;
    AUTO(free) char *got = guest_read(fs, path, &got_n);

    return got && got_n == n && !memcmp(got, text, n);
}

static void test_nul_bytes(void)
{
    struct guest_fs fs;

    guest_new(&fs);
    put_bytes(&fs, "/etc/hosts", BYTES("web\0\0my-web web\0web\n\0"));
    put_bytes(&fs, "/etc/netplan/10.yaml",
              BYTES("# \0 52:54:00:aa:bb:01\0x\n"));
    strv_add(&macs, "52:54:00:aa:bb:01");
    strv_add(&macs, "52:54:00:cc:dd:0a");
    seal_with(&fs, NULL);
    ok(has_bytes(&fs, "/etc/hosts", BYTES("web01\0\0my-web web01\0web01\n\0")),
       "what is behind a NUL byte is renamed, too, and stays");
    ok(has_bytes(&fs, "/etc/netplan/10.yaml",
                 BYTES("# \0 52:54:00:cc:dd:0a\0x\n")),
       "also where MAC addresses are replaced");
    strv_done(&macs);
    guest_end(&fs);
}

static void test_rename_and_back(void)
{
    struct guest_fs fs;
    struct err err = ERR_INIT;
    struct seal seal = { .fs = &fs, .hostname = "db" };
    struct seal_files before = { 0 };
    AUTO(free) char *pipe = NULL;

    guest_new(&fs);
    pipe = host_path(&fs, "/etc/mailname");
    put(&fs, "/etc/selinux/config", "SELINUX=enforcing\n");
    put(&fs, "/etc/conf.d/hostname", "");
    put_bytes(&fs, "/etc/hosts", BYTES("\0web\n"));
    guest_remove(&fs, "/etc/hostname", &err);
    ok(mkfifo(pipe, 0600) == 0 && seal_name(&seal, &before, &err) == 0,
       "a machine is renamed");
    is_str(get(&fs, "/etc/hostname"), "db\n", "it has its new name");
    ok(guest_exists(&fs, "/.autorelabel"), "and SELinux is told to look");
    is_int(seal_name_back(&fs, &before, &err), 0, "it is renamed back");
    ok(!guest_exists(&fs, "/etc/hostname") &&
           !guest_exists(&fs, "/.autorelabel"),
       "what was made goes");
    is_str(get(&fs, "/etc/conf.d/hostname"), "", "an empty file is one");
    ok(guest_exists(&fs, "/etc/mailname"), "what is no file stays");
    ok(has_bytes(&fs, "/etc/hosts", BYTES("\0web\n")), "the rest is as it was");
    seal_files_done(&before);
    guest_end(&fs);
}

static void test_numbers(void)
{
    struct guest_fs fs;
    static const char name[] = "InitiatorName=iqn.1993-08.org.debian:01:";

    guest_new(&fs);
    put(&fs, "/etc/iscsi/initiatorname.iscsi",
        "## note\nInitiatorName=iqn.1993-08.org.debian:01:abcdef\n# end\n");
    put(&fs, "/etc/nvme/hostnqn", "nqn.2014-08.org.nvmexpress:uuid:x\n");
    put(&fs, "/etc/nvme/hostid", "x\n");
    put(&fs, "/var/lib/systemd/random-seed", "0123456789abcdef");
    seal_with(&fs, NULL);
    ok(strstr(get(&fs, "/etc/iscsi/initiatorname.iscsi"), name) &&
           !strstr(get(&fs, "/etc/iscsi/initiatorname.iscsi"), "abcdef\n"),
       "the iSCSI name has another end");
    ok(strstr(get(&fs, "/etc/iscsi/initiatorname.iscsi"), "\n# end\n"),
       "and the rest of its file stays");
    ok(str_starts(get(&fs, "/etc/nvme/hostnqn"),
                  "nqn.2014-08.org.nvmexpress:uuid:") &&
           strlen(get(&fs, "/etc/nvme/hostid")) == 37,
       "the NVMe host has a new name and id");
    ok(strcmp(get(&fs, "/var/lib/systemd/random-seed"), "0123456789abcdef"),
       "the random seed is another one");
    guest_end(&fs);
}

static void test_files(void)
{
    struct guest_fs fs;

    guest_new(&fs);
    put(&fs, "/var/lib/dhcp/dhclient.eth0.leases", "x");
    put(&fs, "/var/lib/dhcp/dhcpd.leases", "x");
    put(&fs, "/root/.ssh/authorized_keys", "x");
    put(&fs, "/etc/wireguard/wg0.conf", "x");
    seal_with(&fs, NULL);
    is_str(get(&fs, "/var/lib/dhcp/dhclient.eth0.leases"), "(none)",
           "a lease that it has goes");
    is_str(get(&fs, "/var/lib/dhcp/dhcpd.leases"), "x",
           "leases that it gives stay");
    is_str(get(&fs, "/root/.ssh/authorized_keys"), "x", "keys of users stay");
    is_str(get(&fs, "/etc/wireguard/wg0.conf"), "x",
           "what cannot be made again stays");
    ok(kept.n == 1 && str_starts(kept.v[0], "vpn: "), "and is told");
    guest_end(&fs);
}

static void test_choices(void)
{
    struct guest_fs fs;
    struct err err = ERR_INIT;
    AUTO(strv_done) struct strv choices = { 0 };

    guest_new(&fs);
    put(&fs, "/etc/wireguard/wg0.conf", "x");
    strv_add(&choices, "machine-id=keep");
    strv_add(&choices, "vpn=keep");
    strv_add(&choices, "vpn=reset");
    seal_with(&fs, &choices);
    is_str(get(&fs, "/etc/machine-id"), "0123456789abcdef0123456789abcdef\n",
           "an item is kept");
    is_str(get(&fs, "/etc/wireguard/wg0.conf"), "(none)",
           "another is reset; the last word counts");
    ok(seal_check("machin-id=keep", &err) &&
           strstr(err.text, "did you mean 'machine-id'"),
       "an item that there is not has a near one");
    ok(seal_check("machine-id=drop", &err), "it is reset or kept");
    guest_end(&fs);
}

/* ---- keys --------------------------------------------------------------- */

static void test_keys(void)
{
    static const char pub[] = "/etc/ssh/ssh_host_ed25519_key.pub";
    struct guest_fs fs;
    AUTO(free) char *file = NULL;

    guest_new(&fs);
    put(&fs, "/etc/ssh/ssh_host_ed25519_key", "old");
    put(&fs, "/etc/ssh/ssh_host_dsa_key", "old");
    put(&fs, pub, "old");
    file = host_path(&fs, "/etc/ssh/ssh_host_ed25519_key");
    chmod(file, 0600);
    is_int(seal_with(&fs, NULL), 0, "SSH host keys are made");
    ok(str_starts(get(&fs, pub), "ssh-ed25519 ") &&
           strstr(get(&fs, pub), " root@web01\n"),
       "with the new host's name");
    ok(strstr(get(&fs, "/etc/ssh/ssh_host_ed25519_key"), "OPENSSH PRIVATE"),
       "in the old file");
    ok((mode_of(&fs, "/etc/ssh/ssh_host_ed25519_key", true) & 0777) == 0600,
       "which keeps its mode");
    ok(strcmp(get(&fs, "/etc/ssh/ssh_host_dsa_key"), "old"),
       "a key of a kind that is made no more goes");
    guest_end(&fs);
}

static void check_host(const char *name, const char *want, const char *test)
{
    AUTO(free) char *got = hostname_of(name);

    is_str(got, want, test);
}

static void test_hostnames(void)
{
    struct err err = ERR_INIT;
    AUTO(free) char *windows = hostname_of_windows("A-Very-Long-Domain");

    check_host("Web_01", "web-01",
               "a name in small letters, and no other sign");
    check_host("__a..b__", "a-b", "no '-' at an end, and never two");
    check_host("\303\244", NULL, "of some names nothing is left");
    check_host(
        "0123456789012345678901234567890123456789012345678901234567890"
        "12-4",
        "012345678901234567890123456789012345678901234567890123456789012",
        "at most 63 letters");
    is_str(windows, "a-very-long-dom", "15 for Windows");
    is_int(hostname_check("web01.example.org", &err), 0, "dots may be given");
    ok(hostname_check("-a", &err) && hostname_check("a..b", &err) &&
           hostname_check("", &err) && hostname_check("a b", &err) &&
           hostname_check("a\nb", &err),
       "what is no host name is refused");
}

int main(void)
{
    test_ids();
    test_no_systemd();
    test_dbus_link();
    test_names();
    test_sent_names();
    test_old_systems();
    test_domains();
    test_labels();
    test_macs();
    test_nul_bytes();
    test_rename_and_back();
    test_numbers();
    test_files();
    test_choices();
    test_keys();
    test_hostnames();
    strv_done(&done);
    strv_done(&kept);
    return done_testing();
}
