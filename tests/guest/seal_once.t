#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# clone --seal-once: what is common to linked clones is sealed once, in a base
# that lies between them and their source.
. "${srcdir:-.}/tests/guest/seal.sh"
need sha256sum

# Leases take room: the base loses them, and no clone writes them.
root_files="
  echo '127.0.1.1 base' >etc/hosts
  head -c 512 /dev/urandom >var/lib/systemd/random-seed
  for n in \$(seq 20); do head -c 100k /dev/urandom \
    >var/lib/dhcp/dhclient.\$n.leases; done"
source=$(system base.img "$root_files")
domain base "$source" raw
sum=$(sha256sum <"$source")

once=(--linked --identity seal --seal-once)
before=$(ls "$images")
run vt clone base 'web-{01..10}' "${once[@]}" --dry-run
base=$images/base-sealed.qcow2
like 'the plan shows the base with its bytes, and what is sealed in it' \
  "$status$out" "0A base for the clones of 'base' would be made*\
vda*copy*linked*256*$base*reset: machine-id hostname*dhcp*Domain 'base'*\
web-01.qcow2*host name 'web-01'; reset: hostname hosts ssh-host-keys*"
like 'the clones are to stand on it' "$out" \
  "*backing=\"$base\" below=\"$source\"*"
is 'a plan changes nothing' "$(ls "$images")" "$before"

export LIBGUESTFS_TRACE=1
run vt clone base 'web-{01..10}' "${once[@]}"
unset LIBGUESTFS_TRACE
is 'ten clones are sealed' "$status" 0
is 'an appliance is started for the base, and one for all clones' \
  "$(grep -c 'trace: launch$' <<<"$errors")" 2
backing() { # IMAGE
  qemu-img info --output=json "$1" |
    sed -n 's/^ *"full-backing-filename": "\(.*\)".*/\1/p'
}
is 'a clone stands on the base' "$(backing "$(disk_of web-07)")" "$base"
is 'the base stands on the source' "$(backing "$base")" "$source"
is 'nobody may write to the base' "$(stat -c %A "$base" | tr -d r-)" ''
is 'the source is as it was' "$(sha256sum <"$source")" "$sum"
vt -q clone base whole --linked --identity seal
once_bytes=$(du -k "$(disk_of web-07)" | cut -f1)
whole_bytes=$(du -k "$(disk_of whole)" | cut -f1)
ok "a clone has written less ($once_bytes KiB) than without ($whole_bytes)" \
  test "$once_bytes" -lt "$whole_bytes"
run vt -q audit --guest web-01 web-02 web-10 base whole
is 'they share nothing that tells them apart, also with the source' "$status" 0
for n in 01 10; do
  disk=$(disk_of "web-$n")
  is "web-$n has its name inside" "$(inside "$disk" /etc/hostname)" "web-$n"
  is "web-$n has it in hosts, too" "$(inside "$disk" /etc/hosts)" \
    "127.0.1.1 web-$n"
  is "web-$n keeps its users' files" \
    "$(inside "$disk" /home/u/.ssh/authorized_keys)" key
  is "web-$n has no machine id" "$(inside "$disk" /etc/machine-id)" ''
  is "web-$n has no leases" \
    "$(inside "$disk" /var/lib/dhcp/dhclient.7.leases)" ''
  inside "$disk" /var/lib/systemd/random-seed | sha256sum >"$tmp/seed-$n"
done
not_ok 'their random seeds differ' cmp "$tmp/seed-01" "$tmp/seed-10"
is 'the base has no key of SSH' \
  "$(inside "$base" /etc/ssh/ssh_host_ed25519_key)" ''
like 'the base has a name of its own' "$(inside "$base" /etc/hostname)" \
  'sealed-????????'
like 'the tree shows it' "$(vt list --tree)" "*+- web-01 (linked on $base)*"
run vt recover
is 'nothing is left to recover' "$out" 'Nothing was left behind'

done_testing
