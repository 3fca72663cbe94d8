#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# An appliance takes long to start, and so many clones share one.
. "${srcdir:-.}/tests/guest/lib.sh"
need mke2fs debugfs
guest_appliance
real_embed

# What libguestfs starts is written down; it also asks QEMU what it can do.
real=$(command -v qemu-system-x86_64)
cat >"$tmp/hv" <<END
#!/bin/sh
case " \$* " in *guestfs*-kernel* | *-kernel*guestfs*) echo >>"$tmp/starts" ;; esac
exec "$real" "\$@"
END
chmod 755 "$tmp/hv"
export LIBGUESTFS_HV=$tmp/hv

root=$tmp/root
mkdir -p "$root"/{bin,etc}
echo 'ID=debian' >"$root/etc/os-release"
echo 12.0 >"$root/etc/debian_version"
echo '/dev/vda / ext4 defaults 0 1' >"$root/etc/fstab"
echo base >"$root/etc/hostname"
domain base "$(tar -cf - -C "$root" . | tree base.img)" raw

ok 'ten clones are sealed' vt clone base 'web-{01..10}' --identity seal
starts=$(wc -l <"$tmp/starts")
ok 'an appliance was started for them' test "$starts" -ge 1
ok '... and no more than two' test "$starts" -le 2
for n in 01 05 10; do
  is "web-$n has its name inside" \
    "$(debugfs -R 'cat /etc/hostname' "$images/web-$n.img" 2>/dev/null)" \
    "web-$n"
done
done_testing
