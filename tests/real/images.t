#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every kind of image: the guest of the clone sees what that of the source
# sees, and the image is of the same kind.
. "${srcdir:-.}/tests/real/lib.sh"
need jq sha256sum
real_embed

img() {
  as_user qemu-img "$@"
}
io() { # FORMAT PATH COMMAND...
  local format=$1 path=$2 command
  shift 2
  for command; do
    as_user qemu-io -f "$format" -c "$command" "$path" >/dev/null || return 1
  done
}
fill() { # FORMAT PATH
  io "$1" "$2" 'write -q -P 7 64k 192k' 'write -q -P 9 700k 1k' \
    'write -q -z 1M 64k'
}
same() { # FORMAT PATH FORMAT PATH
  as_user qemu-img compare -q -f "$1" -F "$3" "$2" "$4"
}
info() { # PATH JQ
  img info --output=json "$1" | jq -r "$2"
}
blocks() {
  stat -c %b "$1"
}
sums() {
  find "$images" -maxdepth 1 -type f ! -name 'c-*' -exec sha256sum {} + | sort
}

# clone NAME OPTION...: NAME as c-NAME.
clone() {
  run vt clone "$1" "c-$1" "${@:2}"
}
cloned() { # NAME WHAT FORMAT: one image, flattened or copied
  clone "$1"
  is "$2 is cloned" "$status" 0
  ok "$2: the guest sees the same" same "$3" "$images/$1" "$3" "$images/c-$1"
}

# ---- raw ------------------------------------------------------------------------

one() { # NAME FORMAT QEMU-IMG-OPTION...: an image of that name, and its domain
  img create -q -f "$2" "${@:3}" "$images/$1" 4M && fill "$2" "$images/$1" &&
    domain "$1" "$images/$1" "$2"
}

one sparse raw
cloned sparse 'a sparse raw image' raw
ok 'it stays sparse' test "$(blocks "$images/c-sparse")" -le \
  "$(blocks "$images/sparse")"
as_user truncate -s 1000001 "$images/odd"
fill raw "$images/odd" 2>/dev/null
as_user sh -c "printf end | dd of='$images/odd' bs=1 seek=999998 conv=notrunc \
  status=none"
domain odd "$images/odd" raw
clone odd
is 'a raw image of an odd size is cloned' "$status$errors" 0
ok 'not a byte more or less' as_user cmp "$images/odd" "$images/c-odd"
: >"$images/hollow" && chmod 666 "$images/hollow"
domain hollow "$images/hollow" raw
clone hollow
is 'an empty image is cloned' "$status$errors$(stat -c %s "$images/c-hollow")" 00

# ---- qcow2 ------------------------------------------------------------------------

kind='.format + " " + (."format-specific".data | .compat + " " +
  (."extended-l2" | tostring)) + " " + (."cluster-size" | tostring)'
# By copy, and written anew.
qcow2() { # NAME WHAT OPTIONS
  one "$1" qcow2 -o "$3"
  cloned "$1" "$2" qcow2
  is "$2 stays of its kind" "$(info "$images/c-$1" "$kind")" \
    "$(info "$images/$1" "$kind")"
  run vt -q clone "$1" "d-$1" --disk vda,method=convert
  ok "$2: so it does when it is written anew, with the same contents" same \
    qcow2 "$images/$1" qcow2 "$images/d-$1"
  is "$2: and its kind" "$(info "$images/d-$1" "$kind")" \
    "$(info "$images/$1" "$kind")"
}
qcow2 v2 'a qcow2 of version 2' compat=0.10
qcow2 v3 'a qcow2 of version 3' compat=1.1
qcow2 big 'a qcow2 with clusters of 2 MiB' cluster_size=2M
qcow2 small 'a qcow2 with clusters of 512 bytes' cluster_size=512
qcow2 ext 'a qcow2 with subclusters' extended_l2=on
qcow2 full 'a qcow2 that is preallocated' preallocation=metadata
img convert -q -c -f raw -O qcow2 "$images/sparse" "$images/packed"
domain packed "$images/packed" qcow2
cloned packed 'a compressed qcow2' qcow2

one snap qcow2
img snapshot -c one "$images/snap"
io qcow2 "$images/snap" 'write -q -P 3 64k 64k'
cloned snap 'a qcow2 with an internal snapshot' qcow2
like 'it is said that the snapshot is left out' "$errors" \
  '*internal snapshots (1) are left out*'
is 'it is' "$(info "$images/c-snap" '.snapshots | length')" 0
run vt clone snap d-snap --disk vda,method=copy
like 'a copy keeps it, and that is said' "$(info "$images/d-snap" \
  '.snapshots | length') $errors" '1 *internal snapshots (1) are kept*'
one marks qcow2
img bitmap --add "$images/marks" b0
clone marks
like 'a dirty bitmap is left out, and that is said' "$status$errors" \
  '0*bitmaps are left out*'
ok 'with the same contents' same qcow2 "$images/marks" qcow2 "$images/c-marks"
is 'the bitmap is not there' "$(info "$images/c-marks" \
  '."format-specific".data.bitmaps | length')" 0

img create -q -f qcow2 -o "data_file=$images/outside.data" "$images/outside" 4M
fill qcow2 "$images/outside"
domain outside "$images/outside" qcow2
clone outside
is 'a qcow2 with its data in another file is cloned' "$status$errors" 0
ok 'with the same contents' same qcow2 "$images/outside" qcow2 \
  "$images/c-outside"
is 'into one file' "$(info "$images/c-outside" \
  '."format-specific".data."data-file"')" null

# ---- chains -----------------------------------------------------------------------

# Relative names; the top hides data below with zeroes.
(cd "$images" && as_user sh -c '
  qemu-img create -q -f raw low 4M &&
  qemu-img create -q -f qcow2 -b low -F raw mid &&
  qemu-img create -q -f qcow2 -b mid -F qcow2 top')
fill raw "$images/low"
io qcow2 "$images/mid" 'write -q -P 5 2M 64k' 'write -q -P 6 128k 64k'
io qcow2 "$images/top" 'write -q -z 64k 64k' 'write -q -P 4 3M 64k'
domain top "$images/top" qcow2
cloned top 'a chain of three with relative names' qcow2
is 'it has no backing file any more' \
  "$(info "$images/c-top" '."backing-filename"')" null
ok 'what the top layer zeroed reads as zero' io qcow2 "$images/c-top" \
  'read -q -P 0 64k 64k'
as_user mkdir "$images/sub"
run vt clone top k-top --chain keep
like 'the top layer alone can be copied' "$status$errors" \
  "0*depends on '$images/mid'*"
ok 'with the same contents' same qcow2 "$images/top" qcow2 "$images/k-top"
is 'its backing file is still named relative' \
  "$(info "$images/k-top" '."backing-filename"')" mid
run vt -q clone top s-top --chain keep --dir "$images/sub"
is 'so it can into another directory' "$status" 0
ok 'with the same contents' same qcow2 "$images/top" qcow2 "$images/sub/s-top"
is 'where its backing file has a whole path and a format' \
  "$(info "$images/sub/s-top" \
    '."backing-filename" + " " + ."backing-filename-format"')" \
  "$images/mid qcow2"
run vt clone top l-top --linked
ok 'an overlay on a chain has the same contents' same qcow2 "$images/top" \
  qcow2 "$images/l-top"
like 'it depends on the source, and that is said' "$status$errors" \
  "0*depends on '$images/top'*"
run vt -q clone top e-top --linked --disk 'vda,size=6M'
is 'an overlay can be larger' "$status$(info "$images/e-top" \
  '."virtual-size"')" 06291456
run vt -q clone sparse l-sparse --linked
is 'one on a raw image records its format' "$(info "$images/l-sparse.qcow2" \
  '."backing-filename-format"')" raw
ok 'and has the same contents' same raw "$images/sparse" qcow2 \
  "$images/l-sparse.qcow2"

# The chain as the XML has it.
chained() { # NAME BACKINGSTORE
  domain_xml "$1" "$images/top" qcow2 |
    sed "s|\(<source file='$images/top'/>\)|\1$2|" >"$tmp/$1.xml"
  chmod 644 "$tmp/$1.xml"
  vt -q define "$tmp/$1.xml" >/dev/null
}
layer() { # NAME FORMAT
  printf '%s' "<backingStore type='file'><format type='$2'/>" \
    "<source file='$images/$1'/>"
}
end='<backingStore/></backingStore>'
chained told "$(layer mid qcow2)$(layer low raw)$end</backingStore>"
run vt -q clone told c-told --disk "vda,path=$images/c-told"
is 'a chain that the XML tells, too, is cloned' "$status$errors" 0
is 'the clone does not tell it any more' "$(vt -q dumpxml c-told |
  grep -c "$images/\(mid\|low\|top\)")" 0
ok 'with the same contents' same qcow2 "$images/top" qcow2 "$images/c-told"
run vt -q clone told k-told --chain keep --disk "vda,path=$images/k-told"
is 'a chain that is kept is still told' "$status$(vt -q dumpxml k-told |
  grep -c "$images/\(mid\|low\)'")" 02
wrong_chain() { # NAME WHAT BACKINGSTORE
  chained "$1" "$3"
  clone "$1"
  like "$2 is refused" "$status$errors" "1*disk vda: *chain*"
}
wrong_chain other 'a chain that is another one in the XML' "$(layer odd raw)$end"
wrong_chain cut 'one that ends earlier there' '<backingStore/>'
wrong_chain short 'one that ends later in the image' "$(layer mid qcow2)$end"
wrong_chain kind 'one with another format there' \
  "$(layer mid raw)$(layer low raw)$end</backingStore>"

# A guest that owns a raw disk can write a header into it.
(cd "$images" && as_user sh -c "
  qemu-img create -q -f qcow2 -u -b '$tmp/secret' -F raw evil 4M &&
  truncate -s 4M evil &&
  qemu-img create -q -f qcow2 -b evil -F raw over")
domain over "$images/over" qcow2
cloned over 'a raw base that looks like a qcow2 image' qcow2
img create -q -f qcow2 -u -b loop -F qcow2 "$images/loop" 1M
domain loop "$images/loop" qcow2
clone loop
like 'a chain that goes in a circle is refused' "$status$errors" \
  '1*backing chain has no end*'
img create -q -f qcow2 -u -b gone -F qcow2 "$images/lost" 1M
domain lost "$images/lost" qcow2
clone lost
like 'a base that is missing is named' "$status$errors" \
  "1*cannot open its backing file '$images/gone'*"

# ---- encryption -------------------------------------------------------------------

key=secret,id=s,data=abc123
secret() { # IMAGE-OPTS QEMU-IO-COMMAND
  as_user qemu-io --object "$key" --image-opts "$1" -c "$2" >/dev/null
}
# encrypted WORDS...: on a busy machine QEMU cannot time its own hashing and
# gives up.
encrypted() {
  for _ in {1..20}; do
    img create -q --object "$key" "$@" 2>"$tmp/why" && return
    sleep 0.3
  done
  note <"$tmp/why"
}
encrypted -f qcow2 -o \
  encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=100 \
  "$images/crypt" 4M
encrypted -f luks -o key-secret=s,iter-time=100 "$images/luks" 4M
open_crypt() {
  echo "driver=qcow2,encrypt.key-secret=s,file.filename=$1"
}
open_luks() {
  echo "driver=luks,key-secret=s,file.filename=$1"
}
for name in crypt luks; do
  secret "$("open_$name" "$images/$name")" 'write -q -P 0x51 64k 64k'
done
uuid=6695eb01-f6a4-8304-79aa-97f2502e1900
locked() { # NAME FORMAT
  domain_xml "$1" "$images/$1" "$2" | sed "s|\(<source file='$images/$1'\)/>|\\1><encryption format='luks'><secret type='passphrase' uuid='$uuid'/></encryption></source>|" \
    >"$tmp/$1.xml"
  chmod 644 "$tmp/$1.xml"
  vt -q define "$tmp/$1.xml" >/dev/null
}
for name in crypt luks; do
  what="a qcow2 with LUKS" format=qcow2
  [ "$name" = crypt ] || what="a raw LUKS image" format=raw
  locked "$name" "$format"
  clone "$name"
  is "$what is cloned" "$status" 0
  ok "$what: the same secret opens it" secret \
    "$("open_$name" "$images/c-$name")" 'read -q -P 0x51 64k 64k'
  not_ok "$what: nothing is in plain text" grep -qa QQQQQQQQ "$images/c-$name"
  like "$what: the clone uses the secret" "$(vt -q dumpxml "c-$name")" \
    "*<secret type='passphrase' uuid='$uuid'/>*"
  run vt -q clone "$name" "x-$name" --disk vda,method=convert
  like "$what is not written in plain text, either" "$status$errors" \
    '1*plain text*'
done

# ---- one after the other ------------------------------------------------------------

run vt -q clone v3 v-v3 --verify --disk vda,format=raw
is 'a copy in another format is verified' "$status$errors" 0
run vt -q clone sparse v-sparse --verify --disk vda,size=6M
is 'a copy that grew is verified' "$status" 0
mkdir "$tmp/bin"
# shellcheck disable=SC2016  # it is the other shell that expands
printf '#!/bin/sh\nif [ "$1" = convert ]; then %s; fi\nexec %s "$@"\n' \
  "$(command -v qemu-img) \"\$@\" || exit; for last; do :; done
    exec qemu-io -f qcow2 -c 'write -q -P 1 128k 1' \"\$last\"" \
  "$(command -v qemu-img)" >"$tmp/bin/qemu-img"
chmod 755 "$tmp/bin" "$tmp/bin/qemu-img"
run as_user env PATH="$tmp/bin:$PATH" "$vt" -q -c "$uri" clone v3 w-v3 \
  --verify --disk vda,method=convert
like 'a copy with another byte is noticed' "$status$errors" '1*not a true copy*'
not_ok 'and removed' test -e "$images/w-v3"

domain two "$images/sparse" raw "$images/v3" qcow2 "$images/sparse" raw
clone two
is 'a file that two disks share stays one file' "$status$(vt -q dumpxml c-two |
  grep -o "source file='[^']*'" | sort | uniq -c | sed 's/^ *//' |
  sed "s|$images/||" | xargs)" \
  "02 source file=c-two-vda 1 source file=c-two-vdb"

before_special=$(sums)
as_user mkfifo "$images/pipe"
domain pipe "$images/pipe" raw
clone pipe
like 'a pipe is no image' "$status$errors" "1*'$images/pipe' is neither a file nor a block device*"
rm "$images/pipe"
domain dir "$images/sub" raw
clone dir
like 'nor is a directory' "$status$errors" "1*'$images/sub' is neither *"
is 'no source has changed' "$(sums)" "$before_special"
done_testing
