#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# rename of a domain with snapshots: they go back to the files as they are
# called by then, and a rename that fails or is killed leaves all as it was.
. "${srcdir:-.}/tests/real/faults.sh"
real_daemon
qcow2=$(disk base.qcow2 qcow2 4M)
fill qcow2 "$qcow2"
domain base "$qcow2" qcow2
ops=$tmp/home/state/virt-twin/ops

snapshot() { # NAME
  real_virsh -q snapshot-create-as base "$1" >/dev/null
}
# What a domain is, and where its snapshots would go back to.
state() { # [DOMAIN]
  local domain=${1:-base} name
  world
  real_virsh -q dumpxml "$domain" --inactive --security-info
  real_virsh -q snapshot-current "$domain" --name
  real_virsh -q snapshot-list "$domain" --name | while read -r name; do
    [ -z "$name" ] ||
      real_virsh -q snapshot-dumpxml "$domain" "$name" --security-info
  done
}
pattern() { # OFFSET: what byte is there
  as_user qemu-io -r -f qcow2 -c "read -v $1 16" "$images/web.qcow2" |
    awk '/^0/ { print $2; exit }'
}
snapshot one
as_user qemu-io -f qcow2 -c 'write -q -P 8 0 64k' "$qcow2" >/dev/null
snapshot two
real_virsh -q 'start base; snapshot-create-as base live; destroy base' \
  >/dev/null
real_virsh -q snapshot-revert base one >/dev/null
before=$(state)

run vt -q rename base web --disks --dry-run
is 'a dry run does nothing' "$status$errors$(diff <(echo "$before") \
  <(state base))" 0

# ---- what fails, and what is killed ------------------------------------------

faulty_command=(rename base web --disks)
back() {
  vt -q rename web base --disks >/dev/null
}
renamed() {
  vt -q dumpxml web >/dev/null 2>&1
}
each_fails 'whatever fails, all is as it was' 'renameat2 virDomainDefineXML
  virDomainSnapshotCreateXML virDomainRename open write fdatasync fsync' back
each_kills 'whenever it is killed, recover makes all as it was' back renamed

# ---- done --------------------------------------------------------------------

run vt -q rename base web --disks
is 'a domain with snapshots is renamed with its images' \
  "$status$errors$(cd "$images" && echo *)" 0web.qcow2
is 'no snapshot names the old one' "$(state web | grep -c 'base.qcow2')" 0
is 'the one it was at last stays that' \
  "$(real_virsh -q snapshot-current web --name)" one
run real_virsh -q snapshot-revert web two
is 'it goes back to one' "$status$errors$(pattern 0)" 008
run real_virsh -q snapshot-revert web live
is 'to one that ran' "$status$errors$(real_virsh domstate web | head -n 1)" \
  0running
real_virsh -q destroy web >/dev/null
run real_virsh -q snapshot-revert web one
is 'and to the first' "$status$errors$(pattern 0)" 000
run real_virsh -q snapshot-delete web two
is 'one can be deleted' "$status$errors$(as_user qemu-img snapshot -l \
  "$images/web.qcow2" | awk 'NR > 2 { printf "%s ", $2 }')" '0one live '

# ---- external ones -----------------------------------------------------------

qcow2=$(disk ext.qcow2 qcow2 4M)
domain ext "$qcow2" qcow2
real_virsh -q snapshot-create-as ext s1 --disk-only >/dev/null
before=$(state ext)
run vt -q rename ext other --disks
like 'with an external one its images stay' "$status$errors" \
  "1*snapshot 's1' is external*rename the domain without --disks*"
is 'and nothing was done' "$(state ext)" "$before"
run vt -q rename ext other
is 'without them it is renamed' \
  "$status$errors$(real_virsh -q snapshot-list other --name)" "0s1"
done_testing
