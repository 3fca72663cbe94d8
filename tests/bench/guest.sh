# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154  # lib.sh and cases.sh have set them
#
# What sealing costs beside the start and the end of an appliance that does
# nothing.

# Each sample takes many seconds.
sealed=$((repeat < 3 ? repeat : 3))

# Says why sealing cannot be measured.
guest_lacks() {
  local program
  for program in guestfish supermin mke2fs ssh-keygen; do
    have "$program" || { echo "$program: not installed" && return; }
  done
  compgen -G '/boot/vmlinuz*' >/dev/null || echo 'there is no kernel in /boot'
}

# A system as far as libguestfs can tell, with what most machines have.
guest_tree() { # PATH
  local root=$tmp/root kind
  mkdir -p "$root"/{bin,boot,dev,etc/netplan,etc/ssh,root,sbin,usr/bin} \
    "$root"/{usr/lib/systemd,var/lib/dbus,var/lib/dhcp,var/lib/systemd}
  printf '%s\n' 'ID=debian' 'NAME=Debian' 'VERSION_ID="12"' \
    >"$root/etc/os-release"
  echo 12.1 >"$root/etc/debian_version"
  echo base >"$root/etc/hostname"
  echo '127.0.1.1 base.example.org base' >"$root/etc/hosts"
  echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
  cp "$root/etc/machine-id" "$root/var/lib/dbus"
  echo 'network: {version: 2}' >"$root/etc/netplan/50-lan.yaml"
  head -c 512 /dev/urandom >"$root/var/lib/systemd/random-seed"
  for kind in rsa ecdsa ed25519; do
    ssh-keygen -q -t "$kind" -N '' -f "$root/etc/ssh/ssh_host_${kind}_key"
  done
  touch "$root/etc/fstab" "$root/usr/lib/systemd/libsystemd-shared-252.so" \
    "$root/var/lib/dhcp/dhclient.eth0.leases"
  truncate -s 64M "$tmp/root.img" && mke2fs -q -t ext4 -d "$root" "$tmp/root.img"
  chmod 644 "$tmp/root.img" && as_user cp "$tmp/root.img" "$1"
  rm -r "$root" "$tmp/root.img"
}

# Both programs start the appliance alike: how the first does it is told by its
# trace, which says how often, too.
appliances() { # CLONE
  as_user env LIBGUESTFS_TRACE=1 "$vt" -q -c "$uri" clone base "$1" --linked \
    --identity seal >"$tmp/trace" 2>&1 || die "cannot seal: $(tail -n 1 "$tmp/trace")"
  export LIBGUESTFS_BACKEND=direct
  if grep -q 'set_backend_setting "force_tcg"' "$tmp/trace"; then
    export LIBGUESTFS_BACKEND_SETTINGS=force_tcg
  fi
  grep -c 'trace: launch$' "$tmp/trace"
}

case_i() {
  local why round starts
  why=$(guest_lacks)
  [ -z "$why" ] || { without "case i, sealing: $why" && return; }
  named i.bare 'a clone, guestfish run'
  guest_tree "$images/base.raw"
  base base "$images/base.raw" raw
  appliances 'clone{0..9}' >"$tmp/starts"
  starts=$(cat "$tmp/starts")
  forget_ten
  for ((round = 0; round < sealed; round++)); do
    ours i clone base clone --identity seal
    forget clone
    sample i.bare sh -c "'$vt' -q -c '$uri' clone base clone && \
      guestfish --format=raw -a '$images/clone.raw' run"
    forget clone
    ours i.ten clone base 'clone{0..9}' --linked --identity seal
    forget_ten
  done
  forget base
  line i within 1.1 i i.bare 1 'a clone is sealed'
  line i within - i.ten i.bare 1 "ten clones are sealed, $starts appliances"
}
