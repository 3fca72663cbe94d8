#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Clones on a private qemu:///session daemon: storage pools and volumes.
. "${srcdir:-.}/tests/real/lib.sh"
need sha256sum
real_daemon

store=$images/store fast=$images/fast
for pool in store fast; do
  as_user mkdir "$images/$pool"
  real_virsh pool-define-as "$pool" dir --target "$images/$pool" >/dev/null
  real_virsh pool-start "$pool" >/dev/null
done
real_virsh vol-create-as store base.qcow2 8M --format qcow2 >/dev/null
real_virsh vol-create-as store base-data.raw 3M --format raw \
  --allocation 0 >/dev/null
as_user qemu-img create -q -f qcow2 -b "$store/base.qcow2" -F qcow2 \
  "$store/base-top.qcow2"
as_user qemu-io -f qcow2 -c 'write -q -P 1 1M 64k' "$store/base.qcow2"
as_user qemu-io -f raw -c 'write -q -P 2 2M 64k' "$store/base-data.raw"
as_user qemu-io -f qcow2 -c 'write -q -P 3 0 64k' "$store/base-top.qcow2"
real_virsh pool-refresh store >/dev/null

disk_xml() { # TARGET TYPE SOURCE FORMAT
  printf '%s\n' "<disk type='$2' device='disk'>" \
    "<driver name='qemu' type='$4'/><source $3/>" \
    "<target dev='$1' bus='virtio'/></disk>"
}
domain_with() { # NAME DISKS
  domain_xml "$1" | sed '/<memballoon/d; /<\/devices>/,$d' >"$tmp/$1.xml"
  printf '%s\n' "$2" '</devices></domain>' >>"$tmp/$1.xml"
  chmod 644 "$tmp/$1.xml"
  vt -q define "$tmp/$1.xml"
}
ok 'a domain with volumes is defined' domain_with base "$(
  disk_xml vda volume "pool='store' volume='base.qcow2'" qcow2
  disk_xml vdb volume "pool='store' volume='base-data.raw'" raw
)"
ok 'and one with files that lie in a pool' domain_with files "$(
  disk_xml vda file "file='$store/base-top.qcow2'" qcow2
  disk_xml vdb file "file='$store/base-data.raw'" raw
)"

volumes() { # POOL: as libvirt knows them, without a refresh
  real_virsh vol-list "$1" | awk 'NR > 2 && NF { print $1 }' | sort | xargs
}
sums() {
  (cd "$store" && sha256sum base*)
}
same() { # FORMAT PATH FORMAT PATH
  as_user qemu-img compare -q -f "$1" -F "$3" "$2" "$4"
}
sums_before=$(sums)
xml_before=$(vt -q dumpxml base)

# ---- volumes ------------------------------------------------------------------

run vt -q clone base web01
is 'a domain with volumes is cloned' "$status$errors" 0
like 'it says so' "$out" "Domain 'web01' cloned from 'base'"
is 'libvirt knows the new volumes at once' "$(volumes store)" \
  'base-data.raw base-top.qcow2 base.qcow2 web01-data.raw web01.qcow2'
ok 'the qcow2 volume has the same data' \
  same qcow2 "$store/base.qcow2" qcow2 "$store/web01.qcow2"
ok 'the raw volume is the same' \
  as_user cmp "$store/base-data.raw" "$store/web01-data.raw"
is 'the clone has volumes, too' "$(vt -q dumpxml web01 |
  grep -c "pool='store' volume='web01")" 2

run vt -q clone base web02 --disk vda,pool=fast --disk vdb,pool=fast,name=d.raw
is 'volumes are cloned into another pool' "$status$errors" 0
is 'where libvirt knows them' "$(volumes fast)" 'd.raw web02.qcow2'
is 'and the clone uses them' "$(vt -q dumpxml web02 |
  grep -cE "pool='fast' volume='(web02.qcow2|d.raw)'")" 2

run vt -q clone base web03 --disk '*,method=volume' --disk vda,pool=fast
is 'libvirt itself can copy volumes' "$status$errors" 0
ok 'with the same data' same qcow2 "$store/base.qcow2" qcow2 \
  "$fast/web03.qcow2"
ok 'of raw ones, too' as_user cmp "$store/base-data.raw" \
  "$store/web03-data.raw"
is 'and a sparse one stays sparse' "$(test \
  "$(stat -c %b "$store/web03-data.raw")" -le 256 && echo yes)" yes

# ---- files in a pool -----------------------------------------------------------

run vt -q clone files web04
is 'files that lie in a pool are cloned' "$status$errors" 0
is 'they stay files' "$(vt -q dumpxml web04 |
  grep -cE "file='$store/web04-vd(a.qcow2|b.raw)'")" 2
like 'and libvirt knows them as volumes at once' " $(volumes store) " \
  '* web04-vda.qcow2 web04-vdb.raw *'
ok 'a chain is flattened' same qcow2 "$store/base-top.qcow2" qcow2 \
  "$store/web04-vda.qcow2"
is 'and has no backing file' "$(as_user qemu-img info \
  "$store/web04-vda.qcow2" | grep -c backing)" 0
run vt -q clone files web05 --disk vda,pool=fast,format=raw
is 'a format is converted into another pool' "$status$errors" 0
ok 'with the same data' same qcow2 "$store/base-top.qcow2" raw \
  "$fast/web05-vda.raw"

# What only the daemon can read: this process sees an empty directory there.
hidden() {
  exec_hidden=$1
  shift
  # shellcheck disable=SC2016  # it is the other shell that expands
  unshare -m sh -c 'mount -t tmpfs none "$1" && shift && exec "$@"' sh \
    "$exec_hidden" setpriv --reuid="$real_user" --regid="$real_user" \
    --clear-groups env "${real_env[@]}" "$vt" -c "$uri" "$@"
}
if [ "$(id -u)" -eq 0 ] && hidden "$store" uri >/dev/null 2>&1; then
  run hidden "$store" -q clone base web06
  is 'what this process cannot read libvirt copies' "$status$errors" 0
  ok 'with the same data' same qcow2 "$store/base.qcow2" qcow2 \
    "$store/web06.qcow2"
  run hidden "$store" -q clone files web07 --disk vda,action=drop
  is 'files, too, as volumes of their pool' "$status$errors" 0
  ok 'they are the same' as_user cmp "$store/base-data.raw" \
    "$store/web07-vdb.raw"
else
  skip 'what this process cannot read libvirt copies' 'cannot mount a tmpfs'
fi

# ---- failures leave no volume -------------------------------------------------

world() { # as libvirt sees it, and as it is
  echo "$(volumes store) $(volumes fast)" | tr ' ' '\n' |
    sed 's/^/volume /'
  find "$images" | sort
}
world >"$tmp/before"
left() {
  ok "$1: nothing is left" diff "$tmp/before" <(world)
  not_ok "$1: no domain is left" vt -q dumpxml fail
}
printf 'virt.hook { name = "no", copied = function(c) c:deny "no" end }\n' \
  >"$tmp/no.lua"
chmod 644 "$tmp/no.lua"
for method in auto volume; do
  run vt -q clone base fail --hook "$tmp/no.lua" --disk "*,method=$method" \
    --disk vda,pool=fast
  is "a refusal after a copy by '$method' has its status" "$status" 3
  left "a refusal after a copy by '$method'"
done
run vt -q clone base fail --disk vdb,name=web01.qcow2
like 'a volume that is there is an error' "$status$errors" \
  "1*disk vdb: *web01.qcow2*exists already*"
left 'a volume that is there'
run vt -q clone base fail --dry-run
is 'a dry run succeeds' "$status$errors" 0
left 'a dry run'
real_virsh pool-destroy fast >/dev/null
run vt -q clone base fail --disk vda,pool=fast
like 'a pool that is not active is an error that says what to do' \
  "$status$errors" "1*storage pool 'fast' is not active*pool-start*"
real_virsh pool-start fast >/dev/null
left 'a pool that is not active'

# ---- side by side ---------------------------------------------------------------

run vt -q 'start base; start web01; start web03'
is 'source and clones start' "$status$errors" 0
sleep 1
is 'and still run a second later' "$(real_virsh list --name | xargs |
  tr ' ' '\n' | sort | xargs)" 'base web01 web03'
run vt -q clone base fail
like 'a source that runs is refused' "$status$errors" '1*not shut off*'
left 'a source that runs'
for name in base web01 web03; do
  real_virsh destroy "$name" >/dev/null
done

run vt -q start base
if run real_virsh managedsave base && [ "$status" -eq 0 ]; then
  run vt -q clone base fail
  like 'a source with a managed save is refused, with the way out' \
    "$status$errors" '1*managed save*managedsave-remove*'
  left 'a source with a managed save'
  real_virsh managedsave-remove base >/dev/null
else
  skip 'a source with a managed save is refused' "$errors"
fi
is "the source's XML is what it was" "$(vt -q dumpxml base)" "$xml_before"
is "the source's images are what they were" "$(sums)" "$sums_before"
done_testing
