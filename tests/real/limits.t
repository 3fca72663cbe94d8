#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What a file system, a quota or a limit may refuse, at the destination and
# where the journal is: an error with the reason, and nothing is left. For
# root, who can mount and set attributes.
. "${srcdir:-.}/tests/real/faults.sh"
[ "$(id -u)" -eq 0 ] || skip_all 'only root can mount file systems'
real_embed
vda=$(disk base.raw raw 4M)
as_user qemu-io -f raw -c 'write -q -P 7 64k 2M' "$vda" >/dev/null
domain base "$vda" raw
ops=$tmp/home/state/virt-twin/ops
mkdir "$images/to"
vt -q clone base first >/dev/null # so that directories of its own are there
vt -q undefine first >/dev/null
rm "$images/first.raw"
before=$(world)

refused() { # NAME PATTERN COMMAND...
  run "${@:3}"
  like "$1: it is refused" "$status$errors" "1error: *$2*"
  is "$1: nothing is left" "$(diff <(echo "$before") <(world))" ''
}
cloned() { # NAME: and undone again
  is "$1" "$status$errors$(cmp "$vda" "$(vt -q dumpxml web |
    sed -n "s/.*source file='\([^']*\)'.*/\1/p")" 2>&1)" 0
  vt -q undefine web >/dev/null
  find "$images" -name 'web*' -type f -delete
}

# ---- limits of the process ---------------------------------------------------

# Also where this test's own parent ignores the signal.
# shellcheck disable=SC2016  # it is the other shell that expands
limited() { # KIB COMMAND...
  as_user env --default-signal=XFSZ bash -c 'ulimit -f "$1"; shift; exec "$@"' \
    - "$@"
}
for how in copy convert; do
  refused "$how, and files may not be so large" 'File too large' \
    limited 1024 "$vt" -q -c "$uri" clone base web --disk "vda,method=$how"
done
refused 'a new format, and files may not be so large' 'File too large' \
  limited 1024 "$vt" -q -c "$uri" clone base web --disk vda,format=qcow2
limited 0 "$vt" -c test:///default list >"$tmp/none" 2>"$tmp/.err"
is 'where nothing can be written the program says so, and is not killed' "$?" 1

# ---- names -------------------------------------------------------------------

long=$(printf 'x%.0s' {1..252})
refused 'a name that is too long for a file' 'File name too long' \
  vt -q clone base web --disk "vda,name=$long.raw"
deep=$images
for _ in {1..20}; do deep=$deep/$long; done
refused 'a path that is too long' 'File name too long' \
  vt -q clone base web --dir "$deep"
refused 'one that would have to be made' 'File name too long' \
  vt -q clone base web --dir "$deep" --mkdir

# ---- attributes of a directory -----------------------------------------------

if chattr +i "$images/to" 2>/dev/null; then
  refused 'a directory that nobody may change' 'Operation not permitted' \
    vt -q clone base web --dir "$images/to"
  refused 'a new one in it' 'Operation not permitted' \
    vt -q clone base web --dir "$images/to/new" --mkdir
  chattr -i "$images/to"
  chattr +a "$images/to"
  mkdir "$tmp/embed/etc/qemu/web.xml.new" # libvirt cannot define it
  run vt -q clone base web --dir "$images/to"
  like 'what cannot be removed from a directory is said' "$status$errors" \
    "5*remove file '$images/to/web.raw': cannot remove it: Operation not*"
  run vt -q recover
  like 'recover says it again' "$status$errors" '5*Operation not permitted'
  chattr -a "$images/to"
  rmdir "$tmp/embed/etc/qemu/web.xml.new"
  run vt -q recover
  is 'and removes it when it can' \
    "$status$errors$(diff <(echo "$before") <(world))" 0
else
  skip 'a directory that nobody may change' 'chattr +i does not work here'
fi

# ---- the journal -------------------------------------------------------------

state=$tmp/home/state/virt-twin
world_only() { # without what is hidden by a mount
  find "$images" | sort
  vt -q list --all --name
}
no_journal() { # NAME PATTERN
  local was
  was=$(world_only)
  run vt -q clone base web
  like "$1: without a journal nothing is done" "$status$errors" \
    "1error: *journal*$2*"
  is "$1: nothing is left" "$(diff <(echo "$was") <(world_only))" ''
}
if mount -t tmpfs -o size=64k none "$state" 2>/dev/null; then
  mkdir "$state/ops"
  head -c 1M /dev/zero >"$state/full" 2>/dev/null
  no_journal 'a full file system' 'No space left on device'
  is 'and no journal, either' "$(ls "$state/ops")" ''
  rm "$state/full"
  mount -o remount,ro "$state"
  no_journal 'one that is read only' 'Read-only file system'
  umount "$state"
else
  skip 'a full file system: without a journal nothing is done' 'no mounts'
fi

# ---- quotas, subvolumes, files without copy on write -------------------------

btrfs() {
  command btrfs "$@" >/dev/null 2>&1
}
truncate -s 256M "$tmp/btrfs.img"
mkdir "$images/fs" "$images/again"
before=$(world)
if mkfs.btrfs -q "$tmp/btrfs.img" >/dev/null 2>&1 &&
  mount -o loop "$tmp/btrfs.img" "$images/fs" 2>/dev/null; then
  at_exit "umount '$images/again' 2>/dev/null; umount '$images/fs'"
  btrfs subvolume create "$images/fs/one"
  btrfs subvolume create "$images/fs/two"
  cp "$vda" "$images/fs/one/"
  domain on_fs "$images/fs/one/base.raw" raw
  how() {
    vt -q clone on_fs web --dry-run "$@" | awk '$1 == "vda" { print $3; exit }'
  }
  is 'blocks are shared between subvolumes' "$(how --dir "$images/fs/two")" \
    reflink
  run vt -q clone on_fs web --dir "$images/fs/two"
  cloned 'so a clone there is made'
  mount --bind "$images/fs/two" "$images/again"
  run vt -q clone on_fs web --dir "$images/again"
  cloned 'in another mount of the file system, too'
  mkdir "$images/fs/two/plain"
  chattr +C "$images/fs/two/plain"
  is 'a directory without copy on write shares none' \
    "$(how --dir "$images/fs/two/plain")" copy
  run vt -q clone on_fs web --dir "$images/fs/two/plain"
  cloned 'but a clone is made'
  before=$(world)
  if btrfs quota enable "$images/fs" &&
    btrfs qgroup limit 1M "$images/fs/two"; then
    for how in copy convert; do
      refused "$how, and the quota is used up" 'quota exceeded' \
        vt -q clone base web --dir "$images/fs/two" --disk "vda,method=$how"
    done
  else
    skip 'copy, and the quota is used up' 'btrfs has no quotas here'
  fi
else
  skip 'blocks are shared between subvolumes' 'btrfs or a mount is missing'
fi
done_testing
