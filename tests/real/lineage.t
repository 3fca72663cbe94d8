#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Whose clone a domain is, and what keeps the images of linked clones as they
# are: of files, and of volumes of a pool.
. "${srcdir:-.}/tests/real/lib.sh"
real_daemon

as_user mkdir "$images/store"
real_virsh -q "pool-define-as store dir --target $images/store;
  pool-start store; vol-create-as store v.qcow2 1M --format qcow2" >/dev/null
domain base "$(disk base.qcow2 qcow2 1M)" qcow2
domain_xml vols | sed "s|<memballoon|<disk type='volume'><driver name='qemu' \
type='qcow2'/><source pool='store' volume='v.qcow2'/><target dev='vda' \
bus='virtio'/></disk>&|" >"$tmp/vols.xml"
chmod 644 "$tmp/vols.xml"
vt -q define "$tmp/vols.xml" >/dev/null
vt -q clone base full >/dev/null
vt -q clone base thin --linked >/dev/null 2>&1
vt -q clone thin thinner --linked >/dev/null 2>&1
vt -q clone vols vthin --linked >/dev/null 2>&1

run vt -q list --tree
is 'a tree shows who is whose clone' "$out" 'base (backs linked clones)
  |
  +- full
  +- thin (linked) (backs linked clones)
      |
      +- thinner (linked)
vols (backs linked clones)
  |
  +- vthin (linked)'
like 'the metadata says from what, when and how' "$(vt -q dumpxml thin)" \
  "*source=\"base\" uuid=\"*\" time=\"20*Z\"*\
target=\"vda\" method=\"linked\" backing=\"$images/base.qcow2\"*"
is 'a full clone depends on nothing' \
  "$(vt -q dumpxml full | grep -c backing=)" 0
is "a clone's clone says its own source only" \
  "$(vt -q dumpxml thinner | grep -c 'lineage:clone.*source=')" 1

for name in base vols thin; do
  child=vthin
  [ "$name" != base ] || child=thin
  [ "$name" != thin ] || child=thinner
  for verb in start undefine; do
    run vt -q "$verb" "$name"
    like "$verb of $name is refused" "$status$errors" \
      "1*will not $verb '$name'*$child*--force*"
  done
done
is 'nothing was undefined' "$(real_virsh -q list --all --name | grep -c .)" 6
# An image of no domain's lies between a clone and its source.
between=$(disk between.qcow2 qcow2 1M "$images/base.qcow2")
domain high "$(disk high.qcow2 qcow2 1M "$between")" qcow2
vt -q dumpxml high | sed "s|<memory |<metadata><l:clone \
xmlns:l='https://virt-twin/xmlns/lineage/1' source='base' \
uuid='$(real_virsh domuuid base)'><l:disk target='vda' method='linked' \
backing='$between' below='$images/base.qcow2'/></l:clone></metadata>&|" \
  >"$tmp/high.xml"
chmod 644 "$tmp/high.xml"
vt -q define "$tmp/high.xml" >/dev/null
run vt -q list --tree
like 'the tree shows what lies between a clone and its source' "$out" \
  "*+- high (linked on $between)*"
run vt -q undefine base
like 'a source is guarded through it' "$status$errors" \
  "1*will not undefine 'base'*: high, thin*"
domain low "$between" qcow2
run vt -q start low
like 'and what lies between is guarded, too' "$status$errors" \
  "1*will not start 'low'*: high*--force*"
run vt -q clone full shared --disk "vda,action=external,path=$between"
like 'nor is it put into another clone' "$status$errors" \
  "1*must stay as it is*'high'*"
real_virsh -q 'undefine low; undefine high' >/dev/null

run vt -q clone base shared --disk vda,action=share
like 'nor can such an image be shared for writing' "$status$errors" \
  "1*base.qcow2' must stay as it is: the linked clone 'thin' needs it*--force*"
run vt -q clone vols shared --disk vda,action=share
like 'nor a volume' "$status$errors" "1*must stay as it is*vthin*"
run vt -q clone full shared --disk "vda,action=external,path=$images/base.qcow2"
like 'nor be put into another clone' "$status$errors" '1*must stay as it is*'
run vt -q clone base shared --disk vda,action=share --force
is 'unless by force' "$status" 0
vt -q undefine shared --force >/dev/null
run vt -q start thinner
is 'a linked clone starts' "$status$errors" 0
real_virsh -q destroy thinner >/dev/null
run vt -q undefine thinner
is 'and can be undefined' "$status$errors" 0
run vt -q undefine thin
is 'then so can what it stood on' "$status$errors" 0
run vt -q start base
is 'and the base is free' "$status$errors" 0
real_virsh -q destroy base >/dev/null
run vt -q undefine vols --force
is 'force does it all the same' "$status" 0
run vt -q list --tree
is 'a clone whose source is gone is a root' "$out" 'base
  |
  +- full
vthin (linked)'
done_testing
