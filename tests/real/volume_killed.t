#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The program is killed while libvirt makes a volume for it, so that it never
# hears whether there is one: `recover` deletes what must be ours, and says of
# anything else how it is removed.
. "${srcdir:-.}/tests/real/faults.sh"
need jq flock
real_daemon
real_far
store=$images/store
as_user mkdir "$store"
real_virsh -q "pool-define-as store dir --target $store; pool-start store;
  vol-create-as store base.raw 1000448; vol-create-as store base.qcow2 1M \
  --format qcow2" >/dev/null
fill raw "$store/base.raw"
fill qcow2 "$store/base.qcow2"
real_virsh -q pool-refresh store >/dev/null
domain base "$store/base.raw" raw
domain qbase "$store/base.qcow2" qcow2
ops=$tmp/home/state/virt-twin/ops
options=(--disk 'vda,method=volume')
create=virStorageVolCreateXMLFrom
before=$(world)
doubt="*delete volume 'web.raw' of pool 'store': it may be somebody else's: "

remedy() { # what recover says that is to be done
  grep -o 'virsh -c .*' <<<"$errors"
}
is_there() {
  [ -e "$store/web.raw" ] && real_virsh vol-info web.raw store >/dev/null 2>&1
}
nothing_left() { # NAME
  is "$1" "$status$errors$(diff <(echo "$before") <(world))" 0
}

# ---- ours --------------------------------------------------------------------

faulty after 1 $create
ok 'it is killed when the volume is there' is_there
run vt recover --list
like 'recover does not know that yet' "$out" \
  "*delete volume 'web.raw' of pool 'store' (if it was made)*"
run vt -q recover
nothing_left 'but it finds out, and deletes it'
faulty_command=(clone qbase web)
faulty after 1 $create
faulty_command=(clone base web)
ok 'so it is with one that qemu-img makes for libvirt' test -e \
  "$store/web-vda.qcow2"
run vt -q recover
nothing_left 'which is deleted, too'
faulty before 1 $create
run vt -q recover
nothing_left 'when it is killed before there is one, nothing is to be done'

# ---- a daemon that still copies ----------------------------------------------

as_user truncate -s 2G "$store/large.raw"
real_virsh -q pool-refresh store >/dev/null
domain large "$store/large.raw" raw
exec_as_user "$vt" -q -c "$uri" clone large web "${options[@]}" \
  >"$tmp/.out" 2>"$tmp/.err" &
pid=$!
for _ in {1..1000}; do
  [ ! -e "$store/web.raw" ] || break
  sleep 0.01
done
kill -KILL "$pid"
wait "$pid" 2>/dev/null
run vt -q recover
[ "$status" -eq 0 ] || { sleep 10 && run vt -q recover; } # a busy machine
ok 'a copy that the daemon goes on with is deleted when it has ended' \
  test "$status$errors$(cd "$store" && echo *)" = \
  '0base.qcow2 base.raw large.raw'
vt -q undefine large >/dev/null
real_virsh -q vol-delete large.raw store >/dev/null

# ---- somebody else's, made when we had made none -----------------------------

made_by_hand() { # SIZE
  faulty before 1 $create
  real_virsh -q vol-create-as store web.raw "$1" >/dev/null
}
made_by_hand 2M
run vt -q recover
like 'one of another size is left alone' "$status$errors" \
  "5${doubt}it has another size; if not: virsh *"
ok 'and is there (size)' is_there
run vt -q recover --force
nothing_left 'until the user says that it is ours'

made_by_hand 1000448
domain user "$store/web.raw" raw
run vt -q recover
like 'one that a domain uses is left alone' "$status$errors" \
  "5*domain 'user' uses it, so it was left alone"
run vt -q recover --force
ok 'whatever the user says' is_there
vt -q undefine user >/dev/null
exec_as_user flock --no-fork "$ops/0.op" sleep 60 &
pid=$!
for _ in {1..200}; do
  [ ! -e "$ops/0.op" ] || flock -n "$ops/0.op" true || break
  sleep 0.02
done
run vt -q recover
like 'while another operation runs it may be that one'"'"'s' "$status$errors" \
  '5*another operation runs*recover again when that has ended'
ok 'and is there (another operation)' is_there
kill "$pid"
wait "$pid" 2>/dev/null
run vt -q recover
nothing_left 'then the rest is undone'

made_by_hand 1000448
for op in "$ops"/*.op; do
  jq -c 'if .kind == "volume" then .words[2] |= (tonumber - 60000 | tostring)
    else . end' "$op" >"$tmp/op" && cat "$tmp/op" >"$op"
done
run vt -q recover
like 'one that was made a minute later is left alone' "$status$errors" \
  "5${doubt}it was made at another time; if not: virsh *"
ok 'and is there (time)' is_there
eval "as_user $(remedy)" >/dev/null
run vt -q recover
nothing_left 'the command that it shows removes it'

# ---- on another machine ------------------------------------------------------

uri=$far_uri faulty after 1 $create
ok 'it is killed when there is a volume on another machine' is_there
run far -q recover
like 'there it is left alone' "$status$errors" \
  "5${doubt}it is no file of this machine; if not: virsh *"
ok 'and is there (another machine)' is_there
eval "as_user $(remedy)" >/dev/null
run far -q recover
nothing_left 'and the command that it shows removes it'
done_testing
