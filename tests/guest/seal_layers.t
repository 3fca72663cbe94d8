#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Machines on logical volumes, on encrypted disks and in subvolumes of btrfs are
# sealed; copies of one volume group do not mix.
. "${srcdir:-.}/tests/guest/seal.sh"

need guestfish

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

system base.img >/dev/null
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

btrfs=$(disk btrfs.img raw 160M)
fish "$btrfs" part-disk /dev/sda gpt : mkfs btrfs /dev/sda1 : \
  mount /dev/sda1 / : btrfs-subvolume-create /@ : umount /dev/sda1 : \
  mount-options subvol=@ /dev/sda1 / : tar-in "$tmp/system.tar" /
domain btrfs "$btrfs" raw
run vt clone btrfs btrfs1 --identity seal --hook "$tmp/tell.lua"
is 'a machine in a subvolume is sealed' "$status" 0
like '... and its files are those that are found' "$errors" '*btrfs1*btrfs1*'

done_testing
