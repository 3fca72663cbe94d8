#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Sealing finds and edits what it must on disks of many kinds, serves several
# clones at a time, and fails cleanly on what is broken or hostile. Nothing is
# booted but libguestfs's appliance.
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

# ---- one, in a raw image

base=$(system base.img)
domain base "$base" raw
sum=$(sha256sum <"$base")
run vt clone base one --identity seal
is 'a machine in a raw image is sealed' "$status" 0
new=$(disk_of one)
is 'it has its own host name' "$(inside "$new" /etc/hostname)" one
is 'its id is empty' "$(inside "$new" /etc/machine-id)" ''
is "D-Bus's is gone" "$(inside "$new" /var/lib/dbus/machine-id)" ''
is 'its users keep their keys' \
  "$(inside "$new" /home/u/.ssh/authorized_keys)" key
like 'its host key has its name' \
  "$(inside "$new" /etc/ssh/ssh_host_ed25519_key.pub)" '* root@one'
is 'a private key can be read by root alone' \
  "$(debugfs -R 'stat /etc/ssh/ssh_host_ed25519_key' "$new" 2>/dev/null |
    sed -n 's/.*Mode:  \([0-7]*\).*/\1/p')" 0600
is 'the source is as it was' "$(sha256sum <"$base")" "$sum"

# ---- several, in overlays

export LIBGUESTFS_TRACE=1
run vt clone base 'many-{1..4}' --linked --identity seal --seal hosts=keep
unset LIBGUESTFS_TRACE
is 'four overlays are sealed' "$status" 0
is 'by two appliances: one looks, one edits' \
  "$(printf '%s\n' "$errors" | grep -c 'trace: launch$')" 2
for i in 1 4; do
  is "overlay $i is another machine" \
    "$(inside "$(disk_of "many-$i")" /etc/hostname)" "many-$i"
done
is 'what is below them is as it was' "$(sha256sum <"$base")" "$sum"

# ---- what hooks do

cat >"$tmp/hook.lua" <<'END'
virt.hook {
  name = "h",
  copied = function(c)
    local g = c.guest
    assert(g:read "/etc/hostname" == c.name .. "\n")
    g:write("/etc/motd", "hello\n")
    if c.name == "bad-2" then g:write("/no/such/place", "") end
  end,
}
END
run vt clone base 'bad-{1..3}' --identity seal --hook "$tmp/hook.lua"
is 'one of three cannot be changed' "$status" 1
like 'and says why' "$errors" '*/no/such/place*'
gone bad-2
is 'the others are there, sealed and edited' \
  "$(inside "$(disk_of bad-3)" /etc/hostname) \
$(inside "$(disk_of bad-3)" /etc/motd)" 'bad-3 hello'

# ---- broken and hostile

fails() { # WHAT NAME PATTERN
  run vt clone "$2" "new-$2" --identity seal
  is "$1 is not cloned" "$status" 1
  like "$1: the reason is said" "$errors" "$3"
  gone "new-$2"
}

domain empty "$(disk empty.img raw 16M)" raw
fails 'a disk without a system' empty '*no operating system*'

broken=$(system broken.img)
dd if=/dev/urandom of="$broken" bs=1k seek=8 count=900 conv=notrunc 2>/dev/null
domain broken "$broken" raw
fails 'a corrupt file system' broken '*no operating system*'

# The block of the directory /etc/ssh.
broken=$(system torn.img)
block=$(debugfs -R 'blocks /etc/ssh' "$broken" 2>/dev/null)
size=$(dumpe2fs -h "$broken" 2>/dev/null | sed -n 's/^Block size: *//p')
dd if=/dev/urandom of="$broken" bs="$size" seek="${block%% *}" count=1 \
  conv=notrunc 2>/dev/null
domain torn "$broken" raw
fails 'a directory that cannot be read' torn '*is damaged: *'

domain huge "$(system huge.img 'truncate -s 20G etc/hosts')" raw
fails 'a huge file' huge '*/etc/hosts*more than is read*'

echo outside >"$tmp/outside"
hostile=$(system hostile.img "
  rm etc/hostname; ln -s ../../../../..$tmp/outside etc/hostname
  rm -r etc/ssh var/lib/dhcp; ln -s $tmp etc/ssh; ln -s $tmp var/lib/dhcp
  mkfifo etc/mailname; mkdir etc/iscsi; mkfifo etc/iscsi/initiatorname.iscsi")
domain hostile "$hostile" raw
touch "$tmp/ssh_host_rsa_key" "$tmp/dhclient.leases"
run vt clone hostile caught --identity seal
is 'links that lead out of the guest lead nowhere' "$(cat "$tmp/outside")" \
  outside
ok '... and files of the host stay' test -e "$tmp/dhclient.leases"
is '... and are not written' "$(cat "$tmp/ssh_host_rsa_key")" ''

# ---- Ctrl-C

interrupted() { # SECONDS
  local pid begun
  exec_as_user env --default-signal=INT "$vt" -c "$uri" clone base "late$1" --identity seal \
    >"$tmp/late" 2>&1 &
  pid=$!
  sleep "$1"
  begun=$SECONDS
  kill -INT "$pid"
  wait "$pid"
  is "Ctrl-C $1 seconds after it began ends a clone" "$?" 130
  ok '... within two seconds' test $((SECONDS - begun)) -le 2
  gone "late$1"
}
interrupted 1
interrupted 6
interrupted 13
is 'no appliance is left' \
  "$(grep -l -f <(echo "$images") /proc/[0-9]*/cmdline 2>/dev/null)" ''

# ---- volumes and encryption

if ! command -v guestfish >/dev/null; then
  skip 'machines on LVM and LUKS are sealed' 'there is no guestfish'
  done_testing
  exit
fi

# guestfish's commands, a colon between them; each that needs a passphrase reads
# one.
fish() { # IMAGE WORD...
  local image=$1
  shift
  printf '%s\n' secret secret |
    LIBGUESTFS_BACKEND=direct LIBGUESTFS_BACKEND_SETTINGS=force_tcg guestfish \
      --keys-from-stdin --format=raw -a "$image" run : "$@" 2>&1 | note
}

# The commands that make LVM on a device, and the system on it.
on_lvm() {
  echo "pvcreate $1 : vgcreate vg $1 : lvcreate root vg 80 :" \
    "mkfs ext4 /dev/vg/root : mount /dev/vg/root / :" \
    "tar-in $tmp/system.tar /"
}

tar -cf "$tmp/system.tar" -C "$tmp/root.base.img" .
cat >"$tmp/tell.lua" <<'END'
virt.hook {
  name = "tell",
  copied = function(c) print(c.name, c.guest:read "/etc/hostname") end,
}
END

lvm=$(disk lvm.img raw 128M)
# shellcheck disable=SC2046  # words
fish "$lvm" part-disk /dev/sda gpt : $(on_lvm /dev/sda1)
domain lvm "$lvm" raw
run vt clone lvm 'lvm-{1..2}' --identity seal --hook "$tmp/tell.lua"
is 'two machines on volumes of one name are sealed' "$status" 0
like 'the first by itself' "$errors" '*lvm-1*lvm-1*'
like 'and the second' "$errors" '*lvm-2*lvm-2*'

echo secret >"$tmp/key"
luks=$(disk luks.img raw 128M)
# shellcheck disable=SC2046
fish "$luks" part-disk /dev/sda gpt : luks-format /dev/sda1 0 : \
  cryptsetup-open /dev/sda1 c : $(on_lvm /dev/mapper/c)
domain luks "$luks" raw
fails 'an encrypted disk without its key' luks '*--guest-key FILE*'
run vt clone luks luks1 --identity seal --guest-key "$tmp/key" \
  --hook "$tmp/tell.lua"
is 'with its key it is sealed' "$status" 0
like '... LVM in LUKS and all' "$errors" '*luks1*luks1*'

done_testing
