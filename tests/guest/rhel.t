#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Systems of RHEL's family are sealed where they keep what they are known by, and
# keep SELinux's labels.
. "${srcdir:-.}/tests/guest/seal.sh"

mac=52:54:00:aa:00:01
with_card() { # NAME DISK
  domain_xml "$1" "$2" raw |
    sed "s|</devices>|<interface type='user'><mac address='$mac'/></interface>&|" \
      >"$tmp/card.xml"
  chmod 644 "$tmp/card.xml"
  vt -q define "$tmp/card.xml" >/dev/null
}
mac_of() { # NAME
  vt -q dumpxml "$1" | sed -n "s|.*<mac address=['\"]\([^'\"]*\).*|\1|p"
}
label_of() { # IMAGE FILE
  debugfs -R "ea_get $2 security.selinux" "$1" 2>/dev/null |
    sed -n 's/.*= "\([^"\\]*\).*/\1/p'
}

# ---- one of today

context=system_u:object_r:hostname_t:s0
disk=$(system rocky.img "
  rm etc/debian_version
  printf '%s\n' 'ID=\"rocky\"' 'NAME=\"Rocky Linux\"' 'VERSION_ID=\"9.3\"' \
    >etc/os-release
  echo 'Rocky Linux release 9.3 (Blue Onyx)' >etc/redhat-release
  mkdir -p etc/selinux etc/sysconfig/network-scripts boot/loader/entries \
    etc/NetworkManager/system-connections var/lib/NetworkManager
  echo SELINUX=enforcing >etc/selinux/config
  echo 'NETWORKING=yes' >etc/sysconfig/network
  echo base.example.org >etc/hostname
  echo '10.0.0.9 base.example.org base' >etc/hosts
  printf '%s\n' '[connection]' id=base '[ethernet]' 'mac-address=${mac^^}' \
    '[ipv4]' dhcp-hostname=base \
    >etc/NetworkManager/system-connections/lan.nmconnection
  chmod 600 etc/NetworkManager/system-connections/lan.nmconnection
  printf '%s\n' NAME=eth1 HWADDR=$mac 'DHCP_HOSTNAME=\"base\"' \
    >etc/sysconfig/network-scripts/ifcfg-eth1
  echo lease >var/lib/NetworkManager/internal-1-eth0.lease
  echo key >var/lib/NetworkManager/secret_key
  touch boot/loader/entries/0123456789abcdef0123456789abcdef-5.14.0.conf
  chmod 640 etc/ssh/ssh_host_ed25519_key; chgrp 998 etc/ssh/ssh_host_ed25519_key")
debugfs -w -R "ea_set /etc/hostname security.selinux $context" "$disk" 2>/dev/null
with_card rocky "$disk"
run vt clone rocky web --identity seal
is 'a Rocky Linux is sealed' "$status" 0
like 'what stays and has its id is told' "$errors" \
  "*'web' keeps boot-entries: *0123456789abcdef0123456789abcdef-5.14.0.conf*"
new=$(disk_of web)
is 'its host name is new' "$(inside "$new" /etc/hostname)" web
is '... in its hosts, too' "$(inside "$new" /etc/hosts)" '10.0.0.9 web web'
is 'the connection of NetworkManager is for the new card, and sends the new name' \
  "$(inside "$new" /etc/NetworkManager/system-connections/lan.nmconnection)" \
  "[connection]
id=base
[ethernet]
mac-address=$(mac_of web | tr a-f A-F)
[ipv4]
dhcp-hostname=web"
is 'so is the older ifcfg file' \
  "$(inside "$new" /etc/sysconfig/network-scripts/ifcfg-eth1)" \
  "NAME=eth1
HWADDR=$(mac_of web)
DHCP_HOSTNAME=\"web\""
is 'leases and the secret are gone' "$(debugfs -R 'ls -p /var/lib/NetworkManager' \
  "$new" 2>/dev/null | cut -d/ -f6 | tr -d '.\n')" ''
is 'a file that is written anew has its label' "$(label_of "$new" /etc/hostname)" \
  "$context"
is 'so that not all must get theirs' "$(inside "$new" /.autorelabel; debugfs -R \
  'stat /.autorelabel' "$new" 2>&1 | grep -c 'not found')" 1
like 'a key has its mode and its group' "$(debugfs -R \
  'stat /etc/ssh/ssh_host_ed25519_key' "$new" 2>/dev/null | tr -s ' \n' ' ')" \
  '*Mode: 0640 *Group: 998*'

# ---- one without a file for its name, and one of ten years ago

disk=$(system fedora.img "
  rm etc/debian_version etc/hostname
  printf '%s\n' ID=fedora NAME=Fedora VERSION_ID=41 >etc/os-release
  echo 'Fedora release 41 (Forty One)' >etc/redhat-release
  mkdir etc/selinux; echo SELINUX=enforcing >etc/selinux/config")
domain fedora "$disk" raw
run vt clone fedora db --identity seal
is 'a Fedora without a host name gets one' \
  "$status$(inside "$(disk_of db)" /etc/hostname)" 0db
is '... and SELinux is told to label it' "$(debugfs -R 'stat /.autorelabel' \
  "$(disk_of db)" 2>&1 | grep -c 'not found')" 0

disk=$(system centos.img "
  rm etc/debian_version etc/hostname etc/os-release usr/lib/systemd/*
  echo 'CentOS release 6.10 (Final)' >etc/redhat-release
  mkdir -p etc/sysconfig/network-scripts etc/udev/rules.d
  printf '%s\n' NETWORKING=yes HOSTNAME=base >etc/sysconfig/network
  echo 'SUBSYSTEM==\"net\", ATTR{address}==\"$mac\", NAME=\"eth0\"' \
    >etc/udev/rules.d/70-persistent-net.rules")
with_card centos "$disk"
run vt clone centos old --identity seal
new=$(disk_of old)
is 'a CentOS 6 is sealed' "$status" 0
is 'its host name is new' "$(inside "$new" /etc/sysconfig/network)" \
  'NETWORKING=yes
HOSTNAME=old'
is 'its card keeps its name' \
  "$(inside "$new" /etc/udev/rules.d/70-persistent-net.rules)" \
  "SUBSYSTEM==\"net\", ATTR{address}==\"$(mac_of old)\", NAME=\"eth0\""
done_testing
