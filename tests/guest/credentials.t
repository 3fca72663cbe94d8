#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Credentials: only what acts on the guest's systemd and its state is set; what
# does not is refused. Nothing boots here but libguestfs's appliance.
. "${srcdir:-.}/tests/guest/seal.sh"
need xmllint base64

# machine NAME VERSION [COMMAND IN ITS ROOT]: a system with that systemd; it
# never ran, has no host name and no keys, unless the command makes some.
machine() {
  local name=$1 version=$2
  shift 2
  domain "$name" "$(system "$name.img" "
    rm etc/hostname etc/ssh/* usr/lib/systemd/* var/lib/dbus/machine-id
    : >etc/machine-id
    touch usr/lib/systemd/libsystemd-shared-$version.so
    $*")" raw
}
value() { # DOMAIN XPATH
  vt -q dumpxml "$1" | xmllint --xpath "string($2)" -
}
# The text of a credential.
credential() { # DOMAIN NAME
  local text
  text=$(value "$1" "//oemStrings/entry[contains(., ':$2=')]")
  case $text in
    io.systemd.credential.binary:*) base64 -d <<<"${text#*=}" ;;
    io.systemd.credential:*) printf '%s\n' "${text#*=}" ;;
  esac
}
id_of() {
  value "$1" /domain/uuid | tr -d -
}

# ---- a machine that never ran ----
machine new 254
run vt -q clone new web --identity credentials --dry-run
is 'a plan for a new machine is made' "$status" 0
like 'it says what is set, and why' "$out" \
  "*inside: credentials: host name 'web' and machine id *, which systemd 254 takes, for the machine never ran*"
like 'and who can read it' "$out" "*note: credentials stay in the domain's XML*"
run vt clone new web --identity credentials --hostname web.example.org
is 'it is cloned' "$status" 0
like 'the clone tells, too, who can read it' "$errors" \
  "*note: credentials stay in the domain's XML*"
is 'its strings are handed on' "$(value web //smbios/@mode)" sysinfo
is 'they say the host name' "$(credential web system.hostname)" web.example.org
is 'and its UUID as machine id' "$(credential web system.machine_id)" \
  "$(id_of web)"
is 'and no more' "$(value web 'count(//oemStrings/entry)')" 2
is 'the disk is as it was' "$(cmp "$images/new.img" "$(disk_of web)")" ''
run vt -q clone web again --identity none
is 'a clone of the clone is told its own name' \
  "$(credential again system.hostname)" again
is 'and its own id' "$(credential again system.machine_id)" "$(id_of again)"
run vt -q clone web twice --identity credentials
is 'what it has already is not set twice' \
  "$(value twice 'count(//oemStrings/entry)')" 2
is 'but anew' "$(credential twice system.hostname)" twice

# ---- one that ran ----
machine old 256-11 "echo base >etc/hostname; touch var/lib/systemd/random-seed
  echo 0123456789abcdef0123456789abcdef >etc/machine-id
  touch usr/lib/systemd/systemd-networkd
  ssh-keygen -q -t ed25519 -N '' -f etc/ssh/ssh_host_ed25519_key"
vt -q dumpxml old | sed "s|</devices>|<interface type='user'>\
<mac address='52:54:00:aa:00:01'/></interface>&|" >"$tmp/old.xml"
vt -q define "$tmp/old.xml" >/dev/null
run vt -q clone old db --identity credentials
is 'a machine that ran is cloned' "$status$errors" 0
is 'a unit of its own is wanted at the start' \
  "$(credential db systemd.unit-dropin.sysinit.target)" '[Unit]
Wants=virt-twin-identity.service'
like 'which runs what comes with it' \
  "$(credential db systemd.extra-unit.virt-twin-identity.service)" \
  '*LoadCredential=virt-twin.identity
ExecStart=/bin/sh %d/virt-twin.identity*'
is 'credentials that would not act are not set' \
  "$(credential db system.hostname)$(credential db system.machine_id)" ''
is 'the network daemon makes its DHCP ids of the MAC address' \
  "$(credential db network.conf.50-clone)" '[DHCPv4]
DUIDType=link-layer
[DHCPv6]
DUIDType=link-layer'
is 'its disk is as it was, too' "$(cmp "$images/old.img" "$(disk_of db)")" ''

# What that unit runs, in a tree instead of a guest.
root=$tmp/run
mkdir -p "$root"/{etc/ssh,proc/sys/kernel,run,var/lib/dhcp,var/lib/dbus}
echo base.example >"$root/etc/hostname"
echo '127.0.1.1 base.example base base2 mybase #base' >"$root/etc/hosts"
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
cp "$root/etc/machine-id" "$root/var/lib/dbus"
ssh-keygen -q -t ed25519 -N '' -f "$root/etc/ssh/ssh_host_ed25519_key"
touch "$root/var/lib/dhcp/dhclient.leases"
mkdir -p "$root/etc/NetworkManager/system-connections"
lan=$root/etc/NetworkManager/system-connections/lan.nmconnection
printf '%s\n' '[ethernet]' 'mac-address=52:54:00:AA:00:01' >"$lan"
old=$(cat "$root/etc/ssh/ssh_host_ed25519_key.pub")
credential db virt-twin.identity |
  sed "s,/\(etc\|proc\|run\|var/lib\)/,$root&,g; s,keygen -A,& -f $root," \
    >"$tmp/script"
ok 'the unit runs' sh "$tmp/script"
is 'the host name is its own' \
  "$(cat "$root/etc/hostname" "$root/proc/sys/kernel/hostname")" 'db
db'
is 'in its hosts, too, and only there where it is a name' \
  "$(cat "$root/etc/hosts")" '127.0.1.1 db.example db base2 mybase #base'
is 'both machine ids are the new one' \
  "$(sort -u "$root/etc/machine-id" "$root/var/lib/dbus/machine-id")" \
  "$(id_of db)"
differ 'it has another SSH host key' "$old" \
  "$(cat "$root/etc/ssh/ssh_host_ed25519_key.pub")"
is 'a connection is for its own card' "$(cat "$lan")" "[ethernet]
mac-address=$(value db //interface/mac/@address)"
is 'no lease is left' "$(ls "$root/var/lib/dhcp")" ''
before=$(cat "$root"/etc/ssh/*.pub)
echo later >"$root/etc/hostname"
ok 'it runs again' sh "$tmp/script"
is 'and changes nothing then' "$(cat "$root/etc/hostname" "$root"/etc/ssh/*.pub)" \
  "later
$before"

run vt -q clone old 'n-{1..2}' --identity credentials
is 'a batch is made' "$status" 0
like 'each of them has its own' "$(credential n-2 virt-twin.identity)" \
  "*id=$(id_of n-2) host=n-2 *"

# ---- what would not act ----
refused() { # WHAT NAME PATTERN
  run vt clone "$2" "no-$2" --identity credentials
  is "$1 is refused" "$status" 1
  like "$1: the reason and the remedy" "$errors" "$3"
  gone "no-$2"
}
machine ran 255 'touch var/lib/systemd/random-seed'
refused 'a machine that ran, with systemd 255' ran \
  '*systemd 255, and it ran already: only 256 and later*--identity seal*'
machine named 254 'echo base >etc/hostname'
refused 'a host name that would win' named \
  '*has a host name or SSH host keys: only 256*'
machine early 253
refused 'a systemd that is too old' early \
  '*systemd 253, and only 254 and later take a host name so*'
machine none 254 'rm usr/lib/systemd/*'
refused 'a guest without systemd' none "*without systemd, and credentials are*"
done_testing
