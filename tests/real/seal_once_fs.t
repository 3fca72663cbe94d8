#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# clone --seal-once where blocks are shared: clones are reflinks of the base,
# which nobody needs once they are made. For root, who can mount.
. "${srcdir:-.}/tests/real/lib.sh"
[ "$(id -u)" -eq 0 ] || skip_all 'only root can mount file systems'
need losetup mkfs.btrfs filefrag
real_embed
. "$srcdir/tests/real/guestfs.sh"

truncate -s 128M "$tmp/btrfs.img"
mkfs.btrfs -q "$tmp/btrfs.img" >/dev/null 2>&1
mkdir "$images/fs"
mount -o loop "$tmp/btrfs.img" "$images/fs" 2>/dev/null ||
  skip_all 'btrfs cannot be mounted'
at_exit "umount '$images/fs'"

source=$images/fs/base.img
truncate -s 4M "$source"
dd if=/dev/urandom of="$source" bs=1M count=1 conv=notrunc 2>/dev/null
chmod 640 "$source"
domain base "$source" raw
once=(--identity seal --seal-once)

run vt clone base web-1 web-2 "${once[@]}" --dry-run
like 'the plan has a base that shares blocks' "$status$out" \
  "0A base for the clones*vda*reflink*fs/base-sealed.img*web-1'*reflink*"
run vt -q clone base web-1 web-2 "${once[@]}"
is 'clones are made of it' "$status$errors" 0
is 'each stands on nothing' "$(vt -q dumpxml web-1 | grep -c 'backing=')" 0
ok 'and is whole' cmp "$source" "$images/fs/web-2.img"
extent() {
  filefrag -v "$1" | awk '$1 == "0:" { print $4 }'
}
is 'they share their blocks with the source' "$(extent "$images/fs/web-1.img")" \
  "$(extent "$source")"
is 'and can be written to' "$(stat -c %a "$images/fs/web-1.img")" 640
is 'nobody needs the base any more: it is gone' \
  "$(find "$images/fs" -name '*sealed*')" ''
is '... and nothing is left to recover' "$(vt recover)" \
  'Nothing was left behind'
run vt -q clone base a b "${once[@]}" --verify
is 'they are compared with it, where that is asked for' "$status$errors" 0
run vt -q clone base c d "${once[@]}" --disk vda,method=copy
like 'full copies are refused' "$status$errors" '2*copied whole (by *copy*'
done_testing
