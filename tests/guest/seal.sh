# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Sealing without booting anything but libguestfs's appliance: what the tests
# seal*.t have in common.

. "${srcdir:-.}/tests/guest/lib.sh"
need mke2fs debugfs qemu-img ssh-keygen
guest_appliance
real_embed

# A system as far as libguestfs can tell; what else is in it comes on top.
system() { # NAME [COMMAND IN ITS ROOT]
  local root=$tmp/root.$1
  mkdir -p "$root"/{bin,boot,dev,etc/ssh,home/u/.ssh,lib,root,sbin,usr/bin} \
    "$root"/{usr/lib/systemd,var/lib/dbus,var/lib/dhcp,var/lib/systemd}
  printf '%s\n' 'ID=debian' 'NAME=Debian' 'VERSION_ID="12"' \
    >"$root/etc/os-release"
  echo 12.1 >"$root/etc/debian_version"
  echo base >"$root/etc/hostname"
  echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
  cp "$root/etc/machine-id" "$root/var/lib/dbus"
  ssh-keygen -q -t ed25519 -N '' -f "$root/etc/ssh/ssh_host_ed25519_key"
  echo key >"$root/home/u/.ssh/authorized_keys"
  touch "$root/etc/fstab" "$root/usr/lib/systemd/libsystemd-shared-252.so"
  (cd "$root" && eval "${2-}")
  tar -cf - -C "$root" . | tree "$1"
}

# What a file in an image without partitions has.
inside() { # IMAGE FILE
  qemu-img convert -O raw "$1" "$tmp/flat" && debugfs -R "cat $2" "$tmp/flat" \
    2>/dev/null
}

# The disk of a clone.
disk_of() {
  vt dumpxml "$1" | sed -n "s|.*<source file=['\"]\([^'\"]*\).*|\1|p" | head -n 1
}

gone() { # NAME: neither a domain nor a file of that name
  not_ok "$1 is no domain" vt -q dumpxml "$1"
  is "nothing of $1 is left" "$(find "$images" -name "*$1*")" ''
}

# The domain cannot be cloned and sealed, for a reason like the pattern.
fails() { # WHAT NAME PATTERN
  run vt clone "$2" "new-$2" --identity seal
  is "$1 is not cloned" "$status" 1
  like "$1: the reason is said" "$errors" "$3"
  gone "new-$2"
}
