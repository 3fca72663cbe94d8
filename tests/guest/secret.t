#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A disk that QEMU decrypts is sealed with the secret that libvirt has for it; one
# that libvirt tells to nobody is asked for.
. "${srcdir:-.}/tests/guest/lib.sh"
need guestfish
guest_appliance
real_daemon

root=$tmp/root
mkdir -p "$root"/{bin,etc,sbin,usr,var}
printf '%s\n' 'ID=debian' 'VERSION_ID="12"' >"$root/etc/os-release"
echo 12.0 >"$root/etc/debian_version"
echo '/dev/vda / ext4 defaults 0 1' >"$root/etc/fstab"
echo base >"$root/etc/hostname"
tar -cf "$tmp/system.tar" -C "$root" .
chmod 644 "$tmp/system.tar"

uuid=6695eb01-f6a4-8304-79aa-97f2502e1900
disk=$(disk base.img raw 64M)
printf '%s\n' secret | as_user env LIBGUESTFS_BACKEND=direct \
  LIBGUESTFS_BACKEND_SETTINGS=force_tcg guestfish --keys-from-stdin \
  --format=raw -a "$disk" run : luks-format /dev/sda 0 2>&1 | note
printf '%s\n' secret | as_user env LIBGUESTFS_BACKEND=direct \
  LIBGUESTFS_BACKEND_SETTINGS=force_tcg guestfish --keys-from-stdin \
  --format=raw -a "$disk" run : cryptsetup-open /dev/sda c : \
  mkfs ext4 /dev/mapper/c : mount /dev/mapper/c / : \
  tar-in "$tmp/system.tar" / 2>&1 | note
domain_xml base "$disk" raw |
  sed "s|<source file='$disk'/>|<source file='$disk'><encryption \
format='luks'><secret type='passphrase' uuid='$uuid'/></encryption></source>|" \
    >"$tmp/base.xml"
chmod 644 "$tmp/base.xml"
vt -q define "$tmp/base.xml" >/dev/null

secret() { # PRIVATE
  printf '%s\n' "<secret ephemeral='no' private='$1'><uuid>$uuid</uuid>" \
    "<usage type='volume'><volume>$disk</volume></usage></secret>" \
    >"$tmp/secret.xml"
  chmod 644 "$tmp/secret.xml"
  real_virsh -q secret-define "$tmp/secret.xml" >/dev/null
  real_virsh -q secret-set-value "$uuid" "$(printf secret | base64)" \
    >/dev/null 2>&1
}
cat >"$tmp/tell.lua" <<'END'
virt.hook {
  name = "tell",
  copied = function(c) print("inside: " .. c.guest:read "/etc/hostname") end,
}
END
chmod 644 "$tmp/tell.lua"

run vt clone base none --identity seal
is 'without a secret the machine is not cloned' "$status" 1
like 'and the way is told' "$errors" '*/dev/sda is encrypted: --guest-key FILE*'
secret yes
run vt clone base hidden --identity seal
like 'a secret that libvirt keeps to itself is asked for' "$errors" \
  '*--guest-key FILE*'
real_virsh -q secret-undefine "$uuid"
secret no
run vt clone base open --identity seal --hook "$tmp/tell.lua"
is "with libvirt's secret it is sealed" "$status" 0
like '... in the encrypted copy' "$errors" '*inside: open*'
is 'which is encrypted' "$(head -c 4 "$images/open.img")" LUKS
is 'no copy of one that failed is left' \
  "$(find "$images" -name 'none*' -o -name 'hidden*')" ''
done_testing
