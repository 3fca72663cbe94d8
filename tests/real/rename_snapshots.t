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
state() { # DOMAIN
  local name
  world
  real_virsh -q dumpxml "$1" --inactive --security-info
  real_virsh -q snapshot-current "$1" --name
  real_virsh -q snapshot-list "$1" --name | while read -r name; do
    [ -z "$name" ] ||
      real_virsh -q snapshot-dumpxml "$1" "$name" --security-info
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
before=$(state base)

run vt -q rename base web --disks --dry-run
is 'a dry run does nothing' "$status$errors$(diff <(echo "$before") \
  <(state base))" 0

# ---- what fails, and what is killed -------------------------------------------

faulty_command=(rename base web --disks)
back() { # only when it was done
  vt -q rename web base --disks >/dev/null
}
calls='renameat2 virDomainDefineXML virDomainSnapshotCreateXML virDomainRename
  open write fdatasync fsync'
for call in $calls; do
  n=0
  while n=$((n + 1)); faulty fail "$n" "$call"; [ -n "$hit" ]; do
    [ "$status" -ne 0 ] || { back; continue; }
    now=$(state base 2>&1)
    [ "$status$now" = "1$before" ] ||
      wrong "$call $n: $status" "$errors" "$(diff <(echo "$before") <(echo "$now"))"
  done
  [ "$status" -eq 0 ] || wrong "$call: without a fault it fails" "$errors"
  back
  [ "$n" -gt 1 ] || wrong "$call was never called"
  verdict "when a call of $call fails, all is as it was"
done
for mode in before after; do
  n=0
  while n=$((n + 1)); faulty $mode "$n"; [ -n "$hit" ]; do
    run vt -q recover
    [ "$status$errors" = 0 ] || wrong "$mode $n, $hit: recover:" "$errors"
    ! vt -q dumpxml web >/dev/null 2>&1 || back
    now=$(state base 2>&1)
    [ "$now" = "$before" ] ||
      wrong "$mode $n, $hit: left:" "$(diff <(echo "$before") <(echo "$now"))"
  done
  back
  verdict "killed $mode any change, recover makes all as it was"
done

# ---- done ---------------------------------------------------------------------

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

# ---- external ones ------------------------------------------------------------

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
