#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# clone --seal-once is killed at every call that changes something, or that
# call fails: the clones that are there have their base, and without a clone
# there is none.
. "${srcdir:-.}/tests/real/faults.sh"
need qemu-img
real_daemon
. "$srcdir/tests/real/guestfs.sh"

source=$(disk base.qcow2 qcow2 1M)
fill qcow2 "$source"
domain base "$source" qcow2
ops=$tmp/home/state/virt-twin/ops
base=$images/base-sealed.qcow2
before=$(world)
sums=$(sha256sum "$source")

# Each clone is whole or not at all, and the base there when one is.
check() { # WHAT
  local name n=0 there
  [ "$status" -ne 1 ] || run vt -q recover
  run vt -q recover
  [ "$status" -eq 0 ] || wrong "$1: recover fails:" "$out$errors"
  for name in web-1 web-2; do
    vt -q dumpxml "$name" >/dev/null 2>&1 || continue
    n=$((n + 1))
    same qcow2 "$source" qcow2 "$images/$name.qcow2" ||
      wrong "$1: $name is not whole"
    vt -q undefine "$name" >/dev/null
    rm "$images/$name.qcow2"
  done
  there=$([ -e "$base" ] && echo 1 || echo 0)
  [ "$there" = "$((n > 0))" ] || wrong "$1: $n clones, bases: $there"
  rm -f "$base"
  [ "$(world)" = "$before" ] || wrong "$1: something is left:" \
    "$(diff <(echo "$before") <(world))"
  [ "$(sha256sum "$source")" = "$sums" ] || wrong "$1: the source has changed"
  # Or what it left would be found at each later one, too.
  vt -q recover --forget >/dev/null
  rm -f "$images"/web-* "$images"/base-sealed*
}

# Two clones on a base, one after the other.
faulty_command=(clone base web-1 web-2 --linked --identity seal --seal-once
  --jobs 1)

for mode in after fail; do
  n=0 last=0
  while n=$((n + 1)); faulty "$mode" "$n"; [ -n "$hit" ]; do
    [ "$mode" = fail ] || [ "$status" -eq 137 ] ||
      wrong "$n, $hit: it was not killed" "$errors"
    check "$mode $n, $hit, status $status"
    last=$n
  done
  ok "$mode: there were many places" test "$n" -gt 30
  is "$mode: at last both are made" "$status" 0
  check 'without a fault'
  verdict "$mode: clones keep their base, and it goes where there are none"
  [ "$mode" = fail ] || final=$last
done

# What was killed before its last call has its record. Meanwhile all images that
# the record knows were moved away: then domains are asked.
moved() { # SED-SCRIPT FOR THE DOMAIN, TEST
  faulty before "$final"
  is 'it is killed when all is done but for the record' \
    "$status$(vt -q list --all --name | grep -c web)" 1372
  vt -q undefine web-2 >/dev/null
  rm "$images/web-2.qcow2"
  mv "$images/web-1.qcow2" "$images/far.qcow2"
  vt -q dumpxml web-1 | sed "s|web-1.qcow2|far.qcow2|; $1" >"$tmp/far.xml"
  chmod 644 "$tmp/far.xml"
  vt -q define "$tmp/far.xml" >/dev/null
  run vt -q recover
  [ -e "$base" ]
  is "$2" "$status$?" 00
  vt -q undefine web-1 >/dev/null
  rm -f "$images/far.qcow2" "$base"
}
moved '' 'a base stays that a lineage names'
moved '/<metadata/,/<\/metadata/d' 'and one in the chain of a domain'
done_testing
