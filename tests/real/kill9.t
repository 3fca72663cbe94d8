#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The program is killed at every call of a clone that changes something, just
# before or just after it: `recover` leaves nothing, and deletes only what was
# ours. With the word "embed" on qemu:///embed: see kill9_embed.t.
. "${srcdir:-.}/tests/real/faults.sh"
mode=after
if [ "${1:-daemon}" = embed ]; then
  real_embed
  mode=before
else
  real_daemon
  faults_pool
fi
faults_world

# A foreign file wherever the clone has none yet.
targets="$images/web.qcow2 $images/web-b.raw $images/web-c.qcow2
  $images/web_VARS.fd"
plant() {
  local path
  planted=
  for path in $targets; do
    [ -e "$path" ] || { echo foreign >"$path" && planted="$planted $path"; }
  done
}
spared() { # WHAT
  local path
  for path in $planted; do
    [ "$(cat "$path" 2>&1)" = foreign ] ||
      wrong "$1: recover took a file that was not ours: $path"
    rm -f "$path"
  done
}

# It does not say that it removed a file in whose place another one is now.
check() { # WHAT
  plant
  run vt recover
  spared "$1"
  if [ "$status" -eq 5 ]; then
    grep '^error' <<<"$errors" |
      grep -v 'it is another file now' | grep -q . &&
      wrong "$1: recover fails:" "$errors"
    run vt recover --force
  fi
  [ "$status" -eq 0 ] || wrong "$1: recover fails:" "$out$errors"
  run vt recover
  [ "$status$out" = '0Nothing was left behind' ] ||
    wrong "$1: a second recover says:" "$out$errors"
  now=$(world)
  if [ "$now" != "$before" ] && ! whole; then
    wrong "$1: something is left:" "$(diff <(echo "$before") <(echo "$now"))"
  fi
  [ "$(sources)" = "$sums" ] || wrong "$1: the source has changed"
  wipe
}

n=0
while n=$((n + 1)); faulty "$mode" "$n"; [ -n "$hit" ]; do
  [ "$status" -eq 137 ] || wrong "$n, $hit: it was not killed" "$errors"
  check "$mode $n, $hit"
done
without_fault
ok 'it was killed at many places' test "$n" -gt 30
verdict 'whenever it is killed, recover undoes what was done, and only that'

# A second try, by a script perhaps, has the UUID that was given to the first.
uuid=00000000-0000-4000-8000-00000000cafe
options+=(--uuid "$uuid")
faulty before 1 virDomainDefineXMLFlags
is 'it is killed before the domain is there' "$status$(vt -q list --all \
  --name | grep -c web)" 1370
real_virsh -q 'vol-delete web-v.raw store; vol-delete web-w.qcow2 store' \
  >/dev/null 2>&1
for path in $targets; do rm -f "$path"; done
sleep 1
run vt -q clone base web "${options[@]}"
is 'a second try with the same UUID succeeds' "$status$errors" 0
run vt -q recover
ok 'recover spares the domain of the second try' vt -q dumpxml web
[ "$mode" = after ] || { done_testing; exit; }

# A volume that is replaced between the crash and recover is somebody else's.
vt -q recover --forget >/dev/null
wipe
faulty before 1 virDomainDefineXMLFlags
real_virsh -q 'vol-delete web-w.qcow2 store;
  vol-create-as store web-w.qcow2 1M' >/dev/null
run vt recover
like 'a volume in whose place there is another one is left alone' \
  "$status$errors" "5*'web-w.qcow2'*it is another volume now*"
ok 'and is there' test -e "$images/store/web-w.qcow2"
done_testing
