/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "credentials": systemd in the guest is told by SMBIOS who it is; its disks
 * stay as they are. A machine that never ran takes its id and name from them
 * (systemd 254). One that did has both in files, which win; there a unit, that
 * only comes in this way (systemd 256), writes them anew at the next start,
 * before the network is up and SSH listens.
 */
#include "base/base64.h"
#include "base/mem.h"
#include "clone/clone.h"
#include "clone/credential.h"
#include "clone/identity.h"

#include <string.h>

enum { FIRST_BOOT_SINCE = 254, UNITS_SINCE = 256 };

#define UNIT   "virt-twin-identity.service"
#define SCRIPT "virt-twin.identity"

static const char unit[] =
    "[Unit]\n"
    "Description=Become another machine than the one that was copied\n"
    "DefaultDependencies=no\n"
    "ConditionPathExists=!/etc/initrd-release\n"
    "RequiresMountsFor=/etc /usr /var/lib\n"
    "After=systemd-remount-fs.service\n"
    "Before=sysinit.target network-pre.target systemd-networkd.service "
    "networking.service shutdown.target\n"
    "Conflicts=shutdown.target\n"
    "[Service]\n"
    "Type=oneshot\n"
    "RemainAfterExit=yes\n"
    "LoadCredential=" SCRIPT "\n"
    "ExecStart=/bin/sh %d/" SCRIPT "\n";

static const char dropin[] = "[Unit]\n"
                             "Wants=" UNIT "\n";

/* Networkd's ids for DHCP are made of the MAC address, which is new in any
 * case. */
static const char networkd[] = "[DHCPv4]\n"
                               "DUIDType=link-layer\n"
                               "[DHCPv6]\n"
                               "DUIDType=link-layer\n";

/* Once an id. The mark comes last: what was broken off is done again. */
static const char script[] =
    "set -e\n"
    "id=%s host=%s macs='%s' mark=/var/lib/virt-twin/identity\n"
    "[ \"$(cat $mark 2>/dev/null)\" != $id ] || exit 0\n"
    "old=$(cat /etc/hostname 2>/dev/null || :)\n"
    "echo $host >/etc/hostname\n"
    "echo $host >/proc/sys/kernel/hostname\n"
    "if [ -n \"$old\" ] && [ -f /etc/hosts ]; then\n"
    "  awk -v o=\"${old%%%%.*}\" -v n=$host '{\n"
    "    for (i = 2; i <= NF; i++)\n"
    "      if ($i == o) $i = n\n"
    "      else if (!index($i, o \".\")) continue\n"
    "      else if (index($i, o \".\") == 1)\n"
    "        $i = index(n, \".\") ? n : n substr($i, length(o) + 1)\n"
    "  } 1' /etc/hosts >/run/virt-twin.hosts\n"
    "  cat /run/virt-twin.hosts >/etc/hosts\n"
    "fi\n"
    "for key in /etc/ssh/ssh_host_*_key; do\n"
    "  [ -e \"$key\" ] || continue\n"
    "  rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub\n"
    "  ssh-keygen -A\n"
    "  break\n"
    "done\n"
    "rm -f /var/lib/dhcp/dhclient* /var/lib/dhclient/* /var/lib/dhcpcd/*"
    " /etc/dhcpcd.duid /var/lib/NetworkManager/*.lease"
    " /var/lib/NetworkManager/secret_key\n"
    "for file in /etc/netplan/*.yaml /etc/systemd/network/*"
    " /etc/NetworkManager/system-connections/* /etc/network/interfaces"
    " /etc/network/interfaces.d/* /etc/sysconfig/network-scripts/ifcfg-*; do\n"
    "  [ -z \"$macs\" ] || [ ! -f \"$file\" ] || sed -i \"$macs\" \"$file\"\n"
    "done\n"
    "for file in /etc/machine-id /var/lib/dbus/machine-id; do\n"
    "  [ ! -f $file ] || [ -L $file ] || echo $id >$file\n"
    "done\n"
    "mkdir -p ${mark%%/*}\n"
    "echo $id >$mark\n";

/* ---- what acts ---------------------------------------------------------- */

static bool is_new(const struct guest_facts *facts)
{
    return !facts->booted && !facts->machine_id && !facts->dbus_id;
}

/* It has something in a file that would win, or that no credential gives. */
static bool needs_unit(const struct guest_facts *facts)
{
    return !is_new(facts) || facts->hostname || facts->host_keys.n;
}

static int check_guest(const struct guest_facts *facts, struct err *err)
{
    const char *product = facts->layout.product;

    if (!guest_is_linux(facts) || !facts->systemd)
        return err_fail(err, "it is %s%s, and credentials are systemd's",
                        product,
                        guest_is_linux(facts) ? " without systemd" : "");
    if (needs_unit(facts) && facts->systemd < UNITS_SINCE)
        return err_fail(err,
                        "it is %s with systemd %d, and %s: only %d and later "
                        "can be told to renew that; --identity seal edits the "
                        "disks instead",
                        product, facts->systemd,
                        is_new(facts) ? "has a host name or SSH host keys"
                                      : "it ran already",
                        UNITS_SINCE);
    if (facts->systemd < FIRST_BOOT_SINCE)
        return err_fail(err,
                        "it is %s with systemd %d, and only %d and later take "
                        "a host name so; --identity seal edits the disks "
                        "instead",
                        product, facts->systemd, FIRST_BOOT_SINCE);
    return 0;
}

/* ---- both ways ---------------------------------------------------------- */

static int tell_first_boot(struct clone *clone, const struct guest_facts *facts,
                           struct err *err)
{
    AUTO(free) char *id = identity_machine_id(clone);

    strv_fmt(&clone->guest.steps,
             "credentials: host name '%s' and machine id %s, which systemd %d "
             "takes, for the machine never ran",
             clone->guest.hostname, id, facts->systemd);
    return credential_set(clone, "system.machine_id", id, err) ||
                   credential_set(clone, "system.hostname",
                                  clone->guest.hostname, err)
               ? -1
               : 0;
}

/* A drop-in that the source has for its own ends is not thrown away. */
static int set_dropin(struct clone *clone, struct err *err)
{
    static const char name[] = "systemd.unit-dropin.sysinit.target";
    AUTO(free) char *ours = base64_encode(dropin, strlen(dropin));
    bool binary;
    AUTO(free) char *old = credential_get(clone, name, &binary);

    if (old && (!binary || strcmp(old, ours) != 0))
        return err_fail(err,
                        "it has a credential '%s' already: remove it "
                        "from the source, or use --identity seal",
                        name);
    return credential_set(clone, name, dropin, err);
}

/* What sed makes new ones of the MAC addresses with. */
static char *mac_edits(const struct clone *clone)
{
    AUTO(strv_done) struct strv macs = { 0 };
    struct buf edits = { 0 };

    guest_macs(clone, &macs);
    for (size_t i = 0; i + 1 < macs.n; i += 2)
        buf_fmt(&edits, "s/%s/%s/gI;", macs.v[i], macs.v[i + 1]);
    return buf_take(&edits);
}

static int set_unit(struct clone *clone, const struct guest_facts *facts,
                    struct err *err)
{
    AUTO(free) char *id = identity_machine_id(clone);
    AUTO(free) char *macs = mac_edits(clone);
    AUTO(free) char *text = mem_fmt(script, id, clone->guest.hostname, macs);

    strv_fmt(&clone->guest.steps,
             "credentials: host name '%s', machine id %s, new SSH host keys, "
             "no DHCP leases, new MAC addresses in network files, by a unit of "
             "systemd's (%d) at the next start",
             clone->guest.hostname, id, facts->systemd);
    if (set_dropin(clone, err) ||
        credential_set(clone, "systemd.extra-unit." UNIT, unit, err) ||
        credential_set(clone, SCRIPT, text, err))
        return -1;
    return strv_has(&facts->dhcp, "systemd-networkd")
               ? credential_set(clone, "network.conf.50-clone", networkd, err)
               : 0;
}

static int plan(struct clone *clone, struct err *err)
{
    const struct guest_facts *facts;

    if (credential_check(clone, err))
        return -1;
    facts = guest_look(clone, err);
    if (!facts)
        return err->code == ERR_INTERRUPTED
                   ? -1
                   : err_wrap(err, "what its systemd takes must be read from "
                                   "its disks");
    if (check_guest(facts, err) ||
        (needs_unit(facts) ? set_unit(clone, facts, err)
                           : tell_first_boot(clone, facts, err)))
        return -1;
    strv_fmt(&clone->notes, "credentials stay in the domain's XML, where "
                            "`dumpxml` shows them, and root in the guest "
                            "reads them");
    return 0;
}

const struct guest_method guest_method_credentials = {
    .name = "credentials",
    .help = "systemd in the guest is told by SMBIOS; the disks are not edited",
    .plan = plan,
};
