#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The host name inside follows the domain's name, or nothing changes at all.
. "${srcdir:-.}/tests/guest/lib.sh"
need mke2fs debugfs
guest_appliance
real_embed

root=$tmp/root
mkdir -p "$root"/{bin,etc}
echo 'ID=debian' >"$root/etc/os-release"
echo 12.0 >"$root/etc/debian_version"
echo '/dev/vda / ext4 defaults 0 1' >"$root/etc/fstab"
echo old >"$root/etc/hostname"
printf '%s\n' '127.0.0.1 localhost' '127.0.1.1 old.example old' \
  >"$root/etc/hosts"
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
disk=$(tar -cf - -C "$root" . | tree old.img)
domain old "$disk" raw

inside() { # FILE
  debugfs -R "cat /etc/$1" "$disk" 2>/dev/null
}

run vt rename old web-1 --hostname --dry-run
is 'a dry run says what the host name would be' "$out" \
  "Host name inside would be 'web-1'
Domain 'old' would be renamed to 'web-1'"
is '... and leaves it as it is' "$(inside hostname)" old

# The way back: a file with the domain's new name is in the way of libvirt.
mkdir -p "$tmp/embed/etc/qemu/web-1.xml"
run vt rename old web-1 --hostname
like 'a domain that libvirt cannot rename is not renamed' "$errors" \
  "*failed to rename domain 'old'*"
is 'and its host name is as it was' "$(inside hostname)" old
is '... also in its hosts' "$(inside hosts)" "$(cat "$root/etc/hosts")"
rmdir "$tmp/embed/etc/qemu/web-1.xml"

ok 'a domain is renamed with the machine inside' \
  vt rename old Web_2 --hostname
is 'the host name is made of the new name' "$(inside hostname)" web-2
is 'hosts have it, too' "$(inside hosts)" '127.0.0.1 localhost
127.0.1.1 web-2.example web-2'
is 'what is not the name stays' "$(inside machine-id)" \
  0123456789abcdef0123456789abcdef
run vt rename Web_2 web-3 --hostname=_x
is 'what is no host name is refused' "$status" 2
run vt rename Web_2 web-3 --guest-key /dev/null
like 'a passphrase for nothing is refused' "$errors" \
  '*opens nothing without --hostname*'
done_testing
