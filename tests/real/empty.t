#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Disks that a clone gets new and empty.
. "${srcdir:-.}/tests/real/faults.sh"
need jq
real_daemon
faults_pool
vda=$images/base.qcow2
as_user qemu-img create -q -f qcow2 -o compat=0.10,cluster_size=32k "$vda" 4M
vdb=$(disk base-b.raw raw 1M)
vdc=$(disk base-c.qcow2 qcow2 2M "$vda")
as_user truncate -s 1000448 "$vdb"
chmod 640 "$vdb"
fill qcow2 "$vda"
fill raw "$vdb"
domain_xml base "$vda" qcow2 "$vdb" raw "$vdc" qcow2 |
  sed "s|<memballoon|$(fault_volume vdd base-w.qcow2 qcow2)&|" >"$tmp/base.xml"
chmod 644 "$tmp/base.xml"
vt -q define "$tmp/base.xml" >/dev/null
ops=$tmp/home/state/virt-twin/ops
before=$(world)
info() { # FORMAT PATH JQ
  as_user qemu-img info -f "$1" --output=json "$2" | jq -c "$3"
}
is_empty() { # FORMAT PATH: no block of it is there
  [ "$(as_user qemu-img map -f "$1" --output=json "$2" |
    jq -c 'map(select(.data or .zero == false)) | length')" = 0 ]
}
all=(--disk '*,action=empty')

run vt -q clone base web "${all[@]}" --dry-run
like 'a plan says that they are empty, and where they go' "$out" \
  "*vda *empty *blank *$images/web.qcow2*vdb *empty *blank *0 B*"
is 'and what kind of image' "$(vt -q clone base web "${all[@]}" --dry-run \
  --json | jq -c '[.. | objects | select(.method? == "blank") | .target]')" \
  '["vda","vdb","vdc","vdd"]'
is 'a dry run makes nothing' "$(world)" "$before"

run vt -q clone base web "${all[@]}"
is 'a clone can have all disks empty' "$status$errors" 0
is 'qcow2 is of the same size and kind' "$(info qcow2 "$images/web.qcow2" \
  '[."virtual-size", ."cluster-size", ."format-specific".data.compat]')" \
  '[4194304,32768,"0.10"]'
ok 'with nothing in it' is_empty qcow2 "$images/web.qcow2"
is 'raw is of the same size, and takes no space' \
  "$(stat -c '%s %b' "$images/web-b.raw")" '1000448 0'
is 'with the mode of the old one' "$(stat -c %a "$images/web-b.raw")" 640
is 'what stood on a backing file stands on none' \
  "$(info qcow2 "$images/web-c.qcow2" '[."virtual-size", ."backing-filename"]')" \
  '[2097152,null]'
is 'a volume stays one' "$(vt -q dumpxml web |
  grep -o "pool='store' volume='[^']*'")" "pool='store' volume='web-w.qcow2'"
is 'and has that size' "$(info qcow2 "$images/store/web-w.qcow2" \
  '."virtual-size"')" 1048576
wipe

run vt -q clone base web --linked --chain keep --disk vdc,action=empty,size=3M \
  --disk vdb,action=share --disk vdd,action=empty,format=raw
is 'one among overlays is none' "$status$(info qcow2 "$images/web-c.qcow2" \
  '[."virtual-size", ."backing-filename"]')" '0[3145728,null]'
is 'its format can be chosen' "$(stat -c %s "$images/store/web-w.raw")" 1048576
real_virsh -q 'undefine web; vol-delete web-w.raw store' >/dev/null
rm "$images"/web*

# Without qemu-img this process can only ask libvirt.
run as_user env PATH="$tmp/none" "$vt" -q -c "$uri" clone base web \
  --disk 'vda,action=drop' --disk 'vdb,action=share' \
  --disk vdc,action=drop --disk vdd,action=empty
is 'libvirt makes one' "$status$(grep -v '^note' <<<"$errors")" 0
ok 'and it is empty' is_empty qcow2 "$images/store/web-w.qcow2"
wipe

run vt -q clone base web --disk vda,action=empty,size=1M
like 'it is no smaller' "$status$errors" '1*cannot shrink from 4 MiB to 1 MiB'
run vt -q clone base web --disk "vda,action=empty,path=$vdb"
like 'it replaces nothing' "$status$errors" "1*'$vdb' belongs to*'base'"
sed -i "s|<source file='$vdb'/>|<source file='$vdb'><encryption format='luks'><secret type='passphrase' uuid='6695eb01-f6a4-8304-79aa-97f2502e1900'/></encryption></source>|" \
  "$tmp/base.xml"
sed 's|<name>base|<name>locked|' "$tmp/base.xml" >"$tmp/locked.xml"
vt -q define "$tmp/locked.xml" >/dev/null
run vt -q clone locked web --disk vdb,action=empty
like 'an encrypted one is not made anew in plain text' "$status$errors" \
  '1*encrypted, and a new image would not be'
vt -q undefine locked >/dev/null

options=("${all[@]}")
for call in open ftruncate linkat fsync virDomainDefineXMLFlags; do
  faulty fail 1 "$call"
  is "when $call fails, nothing is left" "$hit$status$(world)" "${call}1$before"
done
n=0
while n=$((n + 1)); faulty before "$n"; [ -n "$hit" ]; do
  vt -q recover >/dev/null 2>&1 || wrong "$n, $hit: recover fails"
  vt -q dumpxml web >/dev/null 2>&1 && wipe
  [ "$(world)" = "$before" ] ||
    wrong "$n, $hit:" "$(diff <(echo "$before") <(world))"
done
wipe
ok 'it was killed at many places' test "$n" -gt 10
verdict 'whenever it is killed, recover leaves nothing'
done_testing
