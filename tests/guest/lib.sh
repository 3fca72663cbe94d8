# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Guests that really run, on a network of their own. A test begins with
#
#   #!/bin/bash
#   . "${srcdir:-.}/tests/guest/lib.sh"
#   guest_world
#
# and has, beside all of tests/real/lib.sh:
#
#   guest_world        qemu:///embed for root, where all that $vt starts is in
#                      a network namespace with a bridge, "twin", and a DHCP
#                      server on it; skips the file where that cannot be
#   guest_image KIND   sets $guest, the directory of that guest (tests/guest/
#                      image); skips the file where there is none
#   guest_disk NAME    a disk of that guest's; prints its path
#   guest_domain NAME DISK [MAC [SEED]]
#                      define a domain that starts it
#   boots NAME...      start them all, and wait until each has told what it is
#                      known by; fails after $patience seconds
#   told NAME KEY      what it told about one thing: a line each, sorted; the
#                      keys are in tests/guest/tell
#   address NAME       the IPv4 address that it got
#   host_key ADDRESS   the fingerprints that the SSH server there shows, sorted
#   guest_appliance    skips the file where libguestfs has none
#   differ NAME A B    neither is empty, and they are not the same
#   tree NAME          from a tar on standard input: a raw disk with an ext4 of
#                      what is in it; prints its path

. "${srcdir:-.}/tests/real/lib.sh"

patience=300
guest=
net_pid=

in_net() {
  nsenter --target "$net_pid" --net "$@"
}

# The DHCP server is what holds the namespace: nothing is left when it ends.
guest_net() {
  need dnsmasq ip nsenter unshare
  [ -c /dev/net/tun ] || skip_all 'there is no /dev/net/tun'
  # shellcheck disable=SC2016  # it is the other shell that expands
  unshare --net sh -c '
    ip link set lo up && ip link add twin type bridge &&
    ip address add 192.0.2.1/24 dev twin && ip link set twin up &&
    : >"$1/net" && exec dnsmasq --keep-in-foreground --conf-file=/dev/null \
      --port=0 --interface=twin --bind-interfaces --user=root --pid-file= \
      --dhcp-range=192.0.2.10,192.0.2.99,1h --dhcp-authoritative --no-ping \
      --dhcp-leasefile="$1/leases" --log-facility="$1/dnsmasq.log"
    ' sh "$tmp" 2>"$tmp/net.err" &
  net_pid=$!
  # shellcheck disable=SC2016
  at_exit 'kill "$net_pid"; wait "$net_pid" 2>/dev/null'
  for _ in {1..50}; do
    [ ! -e "$tmp/leases" ] || return 0
    kill -0 "$net_pid" 2>/dev/null || break
    sleep 0.1
  done
  [ -e "$tmp/net" ] || skip_all "no network namespace: $(cat "$tmp/net.err")"
  note <"$tmp/net.err"
  echo 'Bail out! the DHCP server did not start'
  exit 99
}

guest_world() {
  [ "$(id -u)" -eq 0 ] || skip_all 'only root can make the network for guests'
  guest_net
  real_embed
  printf '%s\n' '#!/bin/sh' \
    "exec nsenter --target '$net_pid' --net '$vt' \"\$@\"" >"$tmp/vt"
  chmod 755 "$tmp/vt"
  vt=$tmp/vt
}

guest_image() {
  guest=$("$srcdir/tests/guest/image" "$1" 2>"$tmp/image.err")
  case $? in
    0) return 0 ;;
    77) skip_all "$guest" ;;
  esac
  note <"$tmp/image.err"
  echo "Bail out! the guest '$1' could not be made"
  exit 99
}

guest_disk() {
  local path=$images/$1
  cp "$guest/disk.qcow2" "$path" && printf '%s\n' "$path"
}

# The guests have no driver for SATA.
guest_seed_xml() {
  [ -z "${1-}" ] || printf '%s\n' "<disk type='file' device='cdrom'>" \
    "<driver name='qemu' type='raw'/><source file='$1'/>" \
    "<target dev='sda' bus='scsi'/><readonly/></disk>" \
    "<controller type='scsi' model='virtio-scsi'/>"
}

guest_domain_xml() { # NAME DISK [MAC [SEED]]
  cat <<END
<domain type='qemu'>
  <name>$1</name>
  <memory unit='MiB'>384</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>$guest/kernel</kernel>
    <initrd>$guest/initrd</initrd>
    <cmdline>root=/dev/vda rw console=ttyS0 quiet loglevel=3</cmdline>
  </os>
  <features><acpi/></features>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='unsafe'/>
      <source file='$2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    $(guest_seed_xml "${4-}")
    <interface type='bridge'>
      <mac address='${3:-52:54:00:aa:00:01}'/>
      <source bridge='twin'/>
      <model type='virtio'/>
      <driver name='qemu'/>
    </interface>
    <serial type='file'><source path='$tmp/$1.console'/></serial>
    <memballoon model='none'/>
  </devices>
</domain>
END
}

guest_domain() {
  guest_domain_xml "$@" >"$tmp/.guest.xml"
  vt -q define "$tmp/.guest.xml" >/dev/null
}

# A clone's console has a name of the clone's.
console() { # NAME
  vt dumpxml "$1" | sed -n "s|.*<source path='\([^']*console[^']*\)'.*|\1|p" |
    head -n 1
}

told_all() { # FILE
  [ -e "$1" ] && tr -d '\r' <"$1" | grep -q '^twin: end'
}

# What each has told is in $tmp/NAME.told.
boots() {
  local name until=$((SECONDS + patience))
  for name; do
    vt -q start "$name" || return
    console "$name" >"$tmp/$name.path"
  done
  for name; do
    until told_all "$(cat "$tmp/$name.path")"; do
      if [ "$SECONDS" -gt "$until" ]; then
        tail -n 20 "$(cat "$tmp/$name.path")"
        return 1
      fi
      sleep 1
    done
    tr -d '\r' <"$(cat "$tmp/$name.path")" | sed -n 's/^twin: //p' \
      >"$tmp/$name.told"
  done
}

told() {
  sed -n "s/^$2 //p" "$tmp/$1.told" | sort
}

address() {
  told "$1" address | sed 's/.*=//; s,/.*,,'
}

host_key() {
  local keys=$tmp/keys.$1
  in_net ssh-keyscan -T 20 "$1" >"$keys" 2>/dev/null
  ssh-keygen -l -f "$keys" 2>/dev/null | awk '{ print $4 " " $2 }' | sort
}

guest_appliance() {
  need supermin
  ldconfig -p | grep -q libguestfs.so.0 ||
    skip_all 'libguestfs is not installed'
  compgen -G '/boot/vmlinuz*' >/dev/null ||
    skip_all 'there is no kernel in /boot, which libguestfs starts'
}

differ() {
  [ -n "$2" ] && [ -n "$3" ] && [ "$2" != "$3" ]
  result $? "$1" || printf '%s\n' "both: $2, $3" | note
}

tree() {
  local path=$images/$1 root=$tmp/tree.$1
  mkdir "$root" && tar -xf - -C "$root" && truncate -s 64M "$path" &&
    mke2fs -q -t ext4 -d "$root" "$path" && rm -r "$root" &&
    printf '%s\n' "$path"
}
