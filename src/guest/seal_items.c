/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is sealed. An item that is kept unless asked for has one of three
 * reasons: two machines that never meet do not mind it; the guest cannot make
 * it anew by itself; or it is its users' as much as its own.
 */
#include "guest/seal.h"

/* What the guest makes anew by itself is reset once for all clones on a base.
 * OWN is what each must be given; with BOTH, the base loses the source's. */
#define RESET .kept = false, .part = SEAL_COMMON
#define KEEP  .kept = true, .part = SEAL_COMMON
#define OWN   .kept = false, .part = SEAL_OWN
#define BOTH  .kept = false, .part = SEAL_ALL

#define NETWORK_FILES                                                          \
    "/etc/netplan/*.yaml /etc/systemd/network/* "                              \
    "/etc/NetworkManager/system-connections/* "                                \
    "/etc/sysconfig/network-scripts/ifcfg-* /etc/sysconfig/network/ifcfg-* "   \
    "/etc/network/interfaces /etc/network/interfaces.d/* "                     \
    "/etc/dhcp/dhclient*.conf /etc/dhcpcd.conf "                               \
    "/etc/cloud/cloud.cfg.d/*net*.cfg"

const struct seal_item seal_items[] = {
    /* Names and numbers of the machine. */
    { "machine-id", "the ids of systemd and D-Bus", RESET,
      "/etc/machine-id /var/lib/dbus/machine-id", seal_machine_id },
    { "hostname", "the host name", BOTH,
      "/etc/hostname /etc/HOSTNAME /etc/sysconfig/network /etc/conf.d/hostname",
      seal_hostname },
    { "hosts", "the host name where other files have it", BOTH,
      "/etc/hosts /etc/mailname /etc/postfix/main.cf", seal_old_name },
    { "ssh-host-keys", "the keys by which SSH knows it", BOTH,
      "/etc/ssh/ssh_host_*_key", seal_keys },
    { "random-seed", "what its random numbers begin with", BOTH,
      "/var/lib/systemd/random-seed /var/lib/random-seed "
      "/var/lib/urandom/random-seed /var/lib/misc/random-seed "
      "/var/lib/seedrng/seed.* /boot/efi/loader/random-seed "
      "/boot/loader/random-seed /efi/loader/random-seed",
      seal_random },
    { "credential-secret", "systemd's key for stored credentials", KEEP,
      "/var/lib/systemd/credential.secret", NULL },
    { "hostid", "the host id of ZFS", KEEP, "/etc/hostid", NULL },

    /* The network. */
    { "mac", "MAC addresses in network files: the new ones", OWN,
      NETWORK_FILES " /etc/udev/rules.d/*net*.rules /etc/iftab /etc/mactab",
      seal_macs },
    { "dhcp-hostname", "the host name that DHCP clients send", BOTH,
      NETWORK_FILES, seal_sent_name },
    { "dhcp", "leases and DHCP client ids", RESET,
      "/var/lib/dhcp/dhclient* /var/lib/dhcp/db/dhclient* /var/lib/dhclient/* "
      "/var/lib/dhcpcd/* /var/lib/dhcpcd5/* /etc/dhcpcd.duid "
      "/var/db/dhcpcd/* /var/db/dhcpcd.duid "
      "/var/lib/NetworkManager/*.lease "
      "/var/lib/wicked/*.xml /etc/dhcp6c_duid /var/lib/dhcpv6/*",
      NULL },
    { "networkmanager", "NetworkManager's secret and what it saw", RESET,
      "/var/lib/NetworkManager/secret_key "
      "/var/lib/NetworkManager/seen-bssids "
      "/var/lib/NetworkManager/timestamps",
      NULL },
    { "iscsi", "the iSCSI initiator's name", OWN,
      "/etc/iscsi/initiatorname.iscsi", seal_iscsi },
    { "nvme", "the NVMe host's name and id", OWN,
      "/etc/nvme/hostnqn /etc/nvme/hostid", seal_nvme },
    { "vpn", "keys of WireGuard, Tailscale and ZeroTier", KEEP,
      "/etc/wireguard/*.conf /var/lib/tailscale/tailscaled.state "
      "/var/lib/zerotier-one/identity.*",
      NULL },

    /* The disks. */
    { "lvm-devices", "LVM's list of the machine's disks", RESET,
      "/etc/lvm/devices/system.devices", NULL },
    { "boot-entries", "boot entries named by the old machine id", KEEP,
      "/boot/loader/entries/[0-9a-f]*-*.conf", NULL },

    /* Who has registered it. */
    { "kerberos", "the machine's Kerberos keys", RESET, "/etc/krb5.keytab",
      NULL },
    { "samba", "the machine's account in a domain", RESET,
      "/var/lib/samba/private/secrets.tdb /etc/samba/secrets.tdb", NULL },
    { "sssd", "what SSSD has cached of a domain", RESET,
      "/var/lib/sss/db/*.ldb /var/lib/sss/mc/*", NULL },
    { "ipa", "the membership in a FreeIPA domain", KEEP,
      "/etc/ipa/default.conf /var/lib/ipa-client/sysrestore/*", NULL },
    { "subscription", "registrations with Red Hat and SUSE", RESET,
      "/etc/sysconfig/rhn/systemid /etc/sysconfig/rhn/osad-auth.conf "
      "/etc/pki/consumer/* /etc/pki/entitlement/* /var/lib/yum/uuid "
      "/etc/zypp/credentials.d/SCCcredentials /etc/smolt/uuid "
      "/etc/sysconfig/hw-uuid /etc/smolt/hw-uuid",
      NULL },
    { "ubuntu-pro", "the token of Ubuntu Pro", KEEP,
      "/var/lib/ubuntu-advantage/private/machine-token.json", NULL },
    { "snapd", "the serial number of snapd", KEEP, "/var/lib/snapd/state.json",
      NULL },

    /* Who manages it. */
    { "puppet", "Puppet's certificate", RESET,
      "/etc/puppetlabs/puppet/ssl/private_keys/* "
      "/etc/puppetlabs/puppet/ssl/public_keys/* "
      "/etc/puppetlabs/puppet/ssl/certs/* "
      "/var/lib/puppet/ssl/private_keys/* /var/lib/puppet/ssl/public_keys/* "
      "/var/lib/puppet/ssl/certs/*",
      NULL },
    { "salt", "Salt's minion id and keys", RESET,
      "/etc/salt/minion_id /etc/salt/pki/minion/minion.pem "
      "/etc/salt/pki/minion/minion.pub",
      NULL },
    { "chef", "Chef's client key", RESET, "/etc/chef/client.pem", NULL },
    { "cloud-init", "what cloud-init has done; without it, it runs again", KEEP,
      "/var/lib/cloud/instance /var/lib/cloud/instances/* "
      "/var/lib/cloud/data/* /var/lib/cloud/sem/*",
      NULL },

    /* Nodes of something larger. */
    { "docker", "the id of Docker's engine", RESET,
      "/etc/docker/key.json /var/lib/docker/engine-id", NULL },
    { "cluster", "membership in a cluster", KEEP,
      "/var/lib/docker/swarm/docker-state.json /etc/kubernetes/kubelet.conf "
      "/var/lib/kubelet/pki/* /var/lib/etcd/member "
      "/var/lib/rancher/k3s/server /etc/rancher/node/password "
      "/var/lib/consul/node-id /opt/consul/node-id /opt/consul/data/node-id "
      "/var/lib/nomad/client/client-id /opt/nomad/client/client-id "
      "/opt/nomad/data/client/client-id /var/lib/ceph/osd/*/fsid "
      "/var/lib/ceph/mon/*/keyring /etc/corosync/authkey",
      NULL },

    /* What it wrote about itself. */
    { "journal", "the journal of the old machine id", KEEP,
      "/var/log/journal/[0-9a-f]*", NULL },

    { .name = NULL },
};
