#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Where images lie: file systems that share blocks and others, devices, and
# what may stand at a destination. For root, who can mount and make devices.
. "${srcdir:-.}/tests/real/lib.sh"
[ "$(id -u)" -eq 0 ] || skip_all 'only root can mount file systems'
need losetup mkfs.ext4
real_embed

same() { # FORMAT PATH FORMAT PATH
  qemu-img compare -q -f "$1" -F "$3" "$2" "$4"
}
fill() { # FORMAT PATH
  qemu-io -f "$1" -c 'write -q -P 7 64k 192k' -c 'write -q -P 9 3M 64k' "$2" \
    >/dev/null
}
method() { # NAME OPTION...: how its disk would be made
  vt -q clone "$1" x --dry-run "${@:2}" | awk '$1 == "vda" { print $3; exit }'
}

# file_system KIND SIZE OPTION...: one at $images/KIND; fails where it cannot be.
file_system() {
  command -v "mkfs.$1" >/dev/null && truncate -s "$2" "$tmp/$1.img" &&
    "mkfs.$1" -q "${@:3}" "$tmp/$1.img" >/dev/null 2>&1 &&
    mkdir "$images/$1" && mount -o loop "$tmp/$1.img" "$images/$1" 2>/dev/null &&
    at_exit "umount '$images/$1'"
}

# ---- file systems that share blocks ------------------------------------------

for fs in btrfs xfs; do
  case $fs in
  btrfs) size=128M ;;
  xfs) size=320M ;;
  esac
  if ! file_system "$fs" "$size"; then
    skip "$fs: blocks are shared" "mkfs.$fs or a mount is missing"
    continue
  fi
  dir=$images/$fs
  for format in raw qcow2; do
    qemu-img create -q -f $format "$dir/$format" 4M
    fill $format "$dir/$format"
    sum=$(sha256sum <"$dir/$format")
    domain "$fs-$format" "$dir/$format" $format
    is "$fs: blocks of $format are shared" "$(method "$fs-$format")" reflink
    run vt -q clone "$fs-$format" "$fs-$format-2" --disk "vda,path=$dir/$format-2"
    is "$fs: a $format image is cloned" "$status$errors" 0
    ok "$fs: it is the same" cmp "$dir/$format" "$dir/$format-2"
    run vt -q clone "$fs-$format" "$fs-$format-3" \
      --disk "vda,path=$dir/$format-3,method=copy"
    is "$fs: it can be copied, too" "$status$errors" 0
    ok "$fs: that is the same, too" cmp "$dir/$format" "$dir/$format-3"
    fill_other=$(qemu-io -f $format -c 'write -q -P 1 64k 4k' "$dir/$format-2")
    is "$fs: writing to a clone leaves the source as it is$fill_other" \
      "$(sha256sum <"$dir/$format")" "$sum"
  done
  run vt -q clone "$fs-raw" "$fs-raw-4" --disk "vda,path=$dir/raw-4,size=6M"
  is "$fs: a raw image that shares blocks can grow" \
    "$status$errors$(stat -c %s "$dir/raw-4")" 06291456
  run vt -q clone "$fs-raw" "$fs-raw-5" \
    --disk "vda,path=$images/$fs-raw-5,method=reflink"
  like "$fs: on another file system blocks are not shared" "$status$errors" \
    '1*the source is on another file system*'
done

# ---- devices ---------------------------------------------------------------------

# A qcow2 image on a device is larger than what its guest sees.
device() { # NAME: a loop device of 8 MiB, $loop
  truncate -s 8M "$tmp/$1.dev"
  loop=$(losetup --find --show "$tmp/$1.dev" 2>/dev/null) &&
    at_exit "losetup -d '$loop'"
}
on_device() { # NAME FORMAT
  domain_xml "$1" "$loop" "$2" |
    sed "s|disk type='file'|disk type='block'|; s|source file=|source dev=|" \
      >"$tmp/$1.xml"
  vt -q define "$tmp/$1.xml" >/dev/null
}
if device raw; then
  fill raw "$loop"
  on_device dev-raw raw
  run vt -q clone dev-raw c-dev-raw --disk "vda,path=$images/c-dev-raw"
  is 'a device is cloned into a file' "$status$errors" 0
  ok 'of the same size and contents' cmp "$loop" "$images/c-dev-raw"
  ok 'with holes where it had zeroes' test \
    "$(stat -c %b "$images/c-dev-raw")" -lt 4096
  is 'which the clone has as a file' "$(vt -q dumpxml c-dev-raw |
    grep -cE "type='file' device='disk'|source file=")" 2
  device qcow2
  qemu-img create -q -f qcow2 "$loop" 4M
  # Written from the end, so that the image ends beyond 4 MiB.
  qemu-io -f qcow2 -c 'write -q -P 7 0 4M' "$loop" >/dev/null
  on_device dev-qcow2 qcow2
  run vt -q clone dev-qcow2 c-dev-qcow2 --disk "vda,path=$images/c-dev-qcow2"
  is 'a qcow2 image on a device is cloned' "$status$errors" 0
  ok 'with all its contents' same qcow2 "$loop" qcow2 "$images/c-dev-qcow2"
else
  skip 'a device is cloned into a file' 'there are no loop devices'
fi

# ---- destinations -----------------------------------------------------------------

vda=$(disk base.raw raw 4M)
fill raw "$vda"
domain base "$vda" raw
world() {
  find "$images" "$tmp/elsewhere" -printf '%p %s %l\n' 2>/dev/null | sort
}
refused() { # NAME PATTERN OPTION...
  local before
  before=$(world)
  run vt -q clone base web "${@:3}"
  like "$1 is refused" "$status$errors" "1*$2*"
  is "$1: nothing has changed" "$(world)" "$before"
}
mkdir "$tmp/elsewhere"
echo victim >"$tmp/elsewhere/victim"
ln -s "$tmp/elsewhere/victim" "$images/web.raw"
run vt -q clone base web
is 'a link at the default place is gone round' "$status$(vt -q dumpxml web |
  grep -o "$images/web[^']*")" "0$images/web-1.raw"
is 'what it points to stays as it is' "$(cat "$tmp/elsewhere/victim")" victim
vt -q undefine web >/dev/null
rm "$images"/web*
ln -s "$tmp/elsewhere/victim" "$images/planted"
refused 'a link to a file' 'exists already' --disk "vda,path=$images/planted"
ln -sf "$tmp/elsewhere/new" "$images/planted"
refused 'a link to nothing' 'exists already' --disk "vda,path=$images/planted"
refused 'a directory' 'exists already' --disk "vda,path=$tmp/elsewhere"
ln -s "$tmp/elsewhere" "$images/way"
run vt -q clone base web --dir "$images/way"
is 'a link to a directory can be gone through' \
  "$status$errors$(cd "$tmp/elsewhere" && echo *)" '0victim web.raw'
vt -q undefine web >/dev/null
rm "$tmp/elsewhere/web.raw"

# A link that appears while the copy is made.
mkdir "$tmp/bin"
printf '#!/bin/sh\nln -s "%s" "%s"\nexec %s "$@"\n' "$tmp/elsewhere/new" \
  "$images/late" "$(command -v qemu-img)" >"$tmp/bin/qemu-img"
chmod 755 "$tmp/bin/qemu-img"
run as_user env PATH="$tmp/bin:$PATH" "$vt" -q -c "$uri" clone base web \
  --disk "vda,method=convert,path=$images/late"
like 'a link that is planted meanwhile is not followed' "$status$errors" \
  '1*File exists*'
is 'nothing is made where it points' "$(ls "$tmp/elsewhere")" victim
is 'and the link stays' "$(readlink "$images/late")" "$tmp/elsewhere/new"
printf '#!/bin/sh\nkill -KILL $$\n' >"$tmp/bin/qemu-img"
before=$(world)
run as_user env PATH="$tmp/bin:$PATH" "$vt" -q -c "$uri" clone base web \
  --disk vda,method=convert
like 'a qemu-img that is killed is an error' "$status$errors" '1*qemu-img*'
is 'and leaves nothing' "$(world)" "$before"

for small in small half; do
  mkdir "$images/$small"
  mount -t tmpfs -o size=1m none "$images/$small" &&
    at_exit "umount '$images/$small'"
done
# 640 KiB each disk, of which one is enough for 1 MiB.
dd if=/dev/urandom of="$images/solid" bs=64k count=10 status=none
domain solid "$images/solid" raw
run vt -q clone base web --dir "$images/small"
is 'a file system of another kind takes a copy' "$status$errors" 0
ok 'the same one' cmp "$vda" "$images/small/web.raw"
vt -q undefine web >/dev/null
run vt -q clone solid w-{1,2} --dir "$images/half"
like 'what two clones need is summed before the first byte' \
  "$status$errors$(ls "$images/half")" \
  "1*cannot clone 'solid' as 'w-*not enough space in $images/half*"
mount -o remount,ro "$images/half" 2>/dev/null && {
  refused 'a file system that is read only' 'Read-only file system' \
    --dir "$images/half"
  mount -o remount,rw "$images/half"
}
done_testing
