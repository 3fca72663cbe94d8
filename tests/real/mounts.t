#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# File systems without hard links and nameless files, and such as are mounted
# anew between a crash and `recover`. For root, who can mount.
. "${srcdir:-.}/tests/real/faults.sh"
[ "$(id -u)" -eq 0 ] || skip_all 'only root can mount file systems'
need losetup
real_embed
vda=$(disk base.qcow2 qcow2 4M)
fill qcow2 "$vda"
domain base "$vda" qcow2

# prepare KIND SIZE: an image of that file system; fails where it cannot be.
prepare() {
  command -v "mkfs.$1" >/dev/null && truncate -s "$2" "$tmp/$1.img" &&
    "mkfs.$1" "$tmp/$1.img" >/dev/null 2>&1 && mkdir "$images/$1"
}
attach() { # KIND
  mount -o loop "$tmp/$1.img" "$images/$1" 2>/dev/null
}

# Two by FUSE: exFAT has neither hard links nor nameless files nor renaming
# that never replaces, fuse2fs lacks the last two.
prepare_fuse() { # KIND
  truncate -s 64M "$tmp/$1.img" && mkdir -p "$images/$1" &&
    case $1 in
    exfat) mkfs.exfat "$tmp/$1.img" ;;
    fuse2fs) mkfs.ext4 -q -F "$tmp/$1.img" ;;
    esac >/dev/null 2>&1
}
attach_fuse() { # KIND
  local device
  case $1 in
  exfat)
    device=$(losetup --find --show "$tmp/$1.img") &&
      at_exit "losetup -d '$device'" && # the umount comes first
      mount.exfat-fuse "$device" "$images/$1" -o noatime
    ;;
  fuse2fs) fuse2fs "$tmp/$1.img" "$images/$1" -o fakeroot ;;
  esac >/dev/null 2>&1 && at_exit "umount '$images/$1' 2>/dev/null" &&
    mountpoint -q "$images/$1" && rm -rf "$images/$1/lost+found"
}
# shellcheck disable=SC2016  # expanded at the end
at_exit 'for fs in btrfs xfs ext4; do
  umount "$images/$fs" 2>/dev/null; done'
crash() { # KIND MODE CALL
  options=(--dir "$images/$1")
  faulty "$2" 1 "$3"
}

# Two that are imitated, FAT as the kernel has it and one that lacks more, and
# two that are real.
for fs in FAT poor exfat fuse2fs; do
  dir=$images/$fs
  case $fs in
  exfat | fuse2fs)
    fault_fs=
    if ! prepare_fuse $fs || ! attach_fuse $fs; then
      skip "$fs: a clone is made" "FUSE, mkfs or the driver is missing"
      continue
    fi
    ;;
  *) mkdir "$dir" && fault_fs=$fs ;;
  esac
  for method in copy convert; do
    options=(--dir "$dir" --disk "vda,method=$method")
    faulty none 0
    is "$fs: $method makes a clone" "$status$errors" 0
    ok "$fs: $method: it is the same" same qcow2 "$vda" qcow2 "$dir/web.qcow2"
    is "$fs: $method leaves no other file" "$(ls -A "$dir")" web.qcow2
    vt -q undefine web >/dev/null
    rm "$dir/web.qcow2"
  done
  n=0
  options=(--dir "$dir")
  while n=$((n + 1)); faulty before "$n"; [ -n "$hit" ]; do
    [ "$status" -eq 137 ] || wrong "$n, $hit: it was not killed" "$errors"
    run vt -q recover
    # The last ones are killed when all is done.
    if vt -q dumpxml web >/dev/null 2>&1; then
      same qcow2 "$vda" qcow2 "$dir/web.qcow2" || wrong "$n, $hit: not whole"
      vt -q undefine web >/dev/null
      rm "$dir/web.qcow2"
      continue
    fi
    rest=$(find "$dir" -type f -size +0)
    [ "$status$errors$(ls -A "$dir")" = 0 ] ||
      { [[ $fs/$hit =~ ^(poor|exfat)/rename$ ]] && [ -z "$rest" ] &&
        vt -q recover --forget >/dev/null && rm "$dir"/web*; } ||
      wrong "$n, $hit: left:" "$errors" "$(ls -lA "$dir")"
  done
  ok "$fs: it was killed at many places" test "$n" -gt 10
  verdict "$fs: whenever it is killed, recover leaves nothing that has data"
  vt -q undefine web >/dev/null
  rm -f "$dir/web.qcow2"
  for call in rename renameat2 fsync; do
    faulty fail 1 "$call"
    [ -n "$hit" ] || { vt -q undefine web >/dev/null; rm -f "$dir"/web*; continue; }
    is "$fs: when $call fails, nothing is left" \
      "$status$hit$(ls -A "$dir")" "1$call"
  done
done
fault_fs=

# The device's number is another one after that.
for fs in btrfs xfs ext4; do
  case $fs in
  btrfs) size=128M ;;
  *) size=320M ;;
  esac
  if ! prepare "$fs" "$size" || ! attach "$fs"; then
    skip "$fs: recover" "mkfs.$fs or a mount is missing"
    continue
  fi
  crash "$fs" before virDomainDefineXMLFlags
  ok "$fs: a clone that is killed leaves its disk" \
    test -e "$images/$fs/web.qcow2"
  umount "$images/$fs"
  run vt -q recover
  like "$fs: while it is not mounted, recover says so" "$status$errors" \
    '5*is its file system not mounted?*'
  other=$(losetup --find --show "$tmp/base.xml" 2>/dev/null) # takes a number
  attach "$fs"
  [ -z "$other" ] || losetup -d "$other"
  run vt -q recover
  is "$fs: mounted anew, recover removes the disk" \
    "$status$errors$([ ! -e "$images/$fs/web.qcow2" ] || echo there)" 0
done
done_testing
