#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What machines have in common inside is found, whatever system they have, and
# nothing is written.
. "${srcdir:-.}/tests/guest/lib.sh"
need mke2fs ssh-keygen jq
guest_appliance
real_embed

root=$tmp/root

put() { # PATH LINE...
  mkdir -p "$root/$(dirname "$1")" && printf '%s\n' "${@:2}" >"$root/$1"
}

# A tree of a system, until a disk is made of it.
begin() { # ID LINE-OF-OS-RELEASE...
  rm -rf "$root"
  mkdir -p "$root"/{bin,boot,usr/bin,var/lib}
  put etc/fstab '/dev/sda / ext4 defaults 0 1'
  put etc/os-release "ID=$1" "${@:2}"
}

debian() { # HOSTNAME MACHINE-ID
  begin debian 'VERSION_ID="12"' 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"'
  put etc/debian_version 12.0
  put etc/hostname "$1"
  put etc/machine-id "$2"
  mkdir "$root/etc/ssh"
  ssh-keygen -q -N '' -t ed25519 -f "$root/etc/ssh/ssh_host_ed25519_key"
}

machine() { # NAME
  domain "$1" "$(tar -cf - -C "$root" . | tree "$1.img")" raw
}

debian web 0123456789abcdef0123456789abcdef
put etc/netplan/10.yaml 'network:' '  ethernets:' '    lan:' \
  '      addresses:' '        - 192.0.2.50/24'
put var/lib/dhcp/dhclient.leases 'default-duid "\000\001twin";'
put var/lib/cloud/data/instance-id iid-web
put var/lib/NetworkManager/secret_key 'a secret of the machine'
machine web
key=$(ssh-keygen -l -f "$root/etc/ssh/ssh_host_ed25519_key.pub" |
  awk '{ print $2 }')
cp "$images/web.img" "$images/copy.img"
domain copy "$images/copy.img" raw

begin rocky 'VERSION_ID="9.3"' 'PRETTY_NAME="Rocky Linux 9.3 (Blue Onyx)"'
put etc/redhat-release 'Rocky Linux release 9.3 (Blue Onyx)'
put etc/hostname localhost.localdomain
put etc/machine-id uninitialized
put etc/sysconfig/network-scripts/ifcfg-eth0 BOOTPROTO=none \
  "IPADDR='192.0.2.50'" PREFIX=24 DHCP_CLIENT_ID=rack-7
machine rocky

begin alpine 'VERSION_ID=3.19.1' 'PRETTY_NAME="Alpine Linux v3.19"'
put etc/alpine-release 3.19.1
put etc/hostname localhost.localdomain
put etc/network/interfaces 'iface eth0 inet dhcp' '  client rack-7'
machine alpine

debian db fedcba9876543210fedcba9876543210
machine other

rm -rf "$root"
mkdir "$root"
put data 'no operating system'
machine data
disk blank.img raw 1M >/dev/null
domain busy "$images/blank.img" raw
vt -q start busy >/dev/null


sums=$(sha256sum "$images"/{web,copy,rocky,alpine,other}.img)
run vt audit --guest
is 'an audit of the guests fails when they share something' "$status" 1
is 'it says how much' "$errors" "$(cat <<'END'
note: 'busy' was not looked into: it is running, and the file systems of a running machine cannot be relied on: shut it down first
note: 'data' was not looked into: there is no operating system on its disks, or none that libguestfs knows
error: 8 clashes found inside
END
)"
is 'it says what, of whom, and what comes of it' \
  "$(sed 's/SHA-256 [0-9a-f]*/SHA-256 .../; s/\(UUID .\)[0-9a-f-]*/\1.../' \
    <<<"$out")" "$(cat <<END
copy, web: host name 'web': names and logs mix them up
copy, web: machine-id '0123456789abcdef0123456789abcdef': they can get one DHCP lease, and logs and services take them for one
copy, web: SSH host key '$key (ED25519)': each can pose as the other
alpine, rocky: DHCP client id 'rack-7': they get one lease
copy, web: DHCP client id '\\000\\001twin': they get one lease
copy, web: DHCP client id '/var/lib/NetworkManager/secret_key, SHA-256 ...': they get one lease
copy, rocky, web: static address '192.0.2.50': they fight over it
copy, web: cloud-init instance 'iid-web': cloud-init takes one for the other and does not set it up
copy, web: file system UUID '...': matters when one machine has both disks
END
)"
is 'no disk was written to' \
  "$(sha256sum "$images"/{web,copy,rocky,alpine,other}.img)" "$sums"

run vt audit --guest web busy
is 'one that is named must be readable' "$status" 1
like 'the error names it' "$errors" "*cannot look into 'busy': it is running*"

run vt clone web twin --audit
is 'a clone that is looked into and shares something is a warning' "$status" 4
like 'the clone is made' "$out" "Domain 'twin' cloned from 'web'*"
like 'and what it shares is told' "$out" \
  "*twin, web: host name 'web': *twin, web: machine-id '*"
vt -q undefine twin >/dev/null
rm "$images/twin.img"

for name in web copy data; do
  vt -q undefine "$name" >/dev/null
done
run vt --json audit --guest rocky
is 'one is compared with all' \
  "$(jq -c '.shared[] | [.what, .domains, .identity]' <<<"$out")" \
  '["DHCP client id",["alpine","rocky"],true]'
is 'who was left out is told' \
  "$(jq -c '[.skipped[].domain] | sort' <<<"$out")" '["busy"]'
done_testing
