#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A clone that is broken off from outside, by a signal at any time or by the
# end of the daemon, leaves nothing, or what it says and recovers later.
. "${srcdir:-.}/tests/real/lib.sh"
real_daemon

slow=$tmp/slow_copy.so
${CC:-cc} -D_GNU_SOURCE -shared -fPIC -o "$slow" \
  "$srcdir/tests/real/slow_copy.c" || skip_all 'there is no C compiler'
as_user mkdir "$images/store"
real_virsh -q "pool-define-as store dir --target $images/store;
  pool-start store" >/dev/null
yes virt-twin | head -c 16M | as_user tee "$images/store/v.raw" >/dev/null
real_virsh -q pool-refresh store >/dev/null
raw=$images/store/v.raw
qcow2=$(disk base.qcow2 qcow2 1M)
domain base "$qcow2" qcow2 "$raw" raw
ops=$tmp/home/state/virt-twin/ops

world() {
  find "$images" -printf '%p %s\n' | sort
  real_virsh -q 'list --all --name; vol-list store'
  ls "$ops" 2>/dev/null
}
before=$(world)
sum=$(cat "$raw" "$qcow2" | sha256sum)

# Begin a clone that takes most of a second, as $pid.
begin() {
  rm -f "$tmp/mark"
  exec_as_user env --default-signal=INT,QUIT LD_PRELOAD="$slow" \
    SLOW_COPY_MARK="$tmp/mark" \
    ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" \
    "$vt" -q -c "$uri" clone base web "$@" >"$tmp/.out" 2>"$tmp/.err" &
  pid=$!
}
ended() {
  wait "$pid" 2>/dev/null
  status=$?
  errors=$(cat "$tmp/.err")
}
wait_for() { # COMMAND...
  for _ in {1..400}; do
    "$@" >/dev/null 2>&1 && return
    sleep 0.02
  done
  return 1
}

recorded() { # KIND: or the program has ended
  grep -qs "\"kind\":\"$1\"" "$ops"/*.op || ! kill -0 "$pid" 2>/dev/null
}

# ---- signals ------------------------------------------------------------------

wrongs=0
wrong() {
  wrongs=$((wrongs + 1))
  printf '%s\n' "$@" | head -n 20 | note
}
for signal in INT TERM; do
  want=130
  [ $signal = INT ] || want=143
  for i in {0..9}; do
    begin
    sleep "0.$(printf %02d $((i * 7 + 3)))"
    kill -$signal "$pid" 2>/dev/null
    ended
    if [ "$status" -eq 0 ] || grep -q cloned "$tmp/.out"; then # too late
      real_virsh -q "undefine web; vol-delete web-v.raw store" >/dev/null 2>&1
      real_virsh -q "undefine web; vol-delete web-vdb.raw store" >/dev/null 2>&1
      rm -f "$images"/web*
    elif [ "$status" -ne $want ]; then
      # Before the program listens to signals it just ends.
      [ "$status" -gt 128 ] || wrong "SIG$signal, $i: status $status" "$errors"
    fi
    now=$(world)
    [ "$now" = "$before" ] ||
      wrong "SIG$signal, $i: left:" "$(diff <(echo "$before") <(echo "$now"))"
  done
  is "SIG$signal at any time leaves nothing" "$wrongs" 0
  wrongs=0
done

# ---- the daemon vanishes --------------------------------------------------------

daemon_kill() {
  kill -KILL "$daemon_pid"
  wait "$daemon_pid" 2>/dev/null
  rm -f "$tmp/home/run/libvirt/libvirt-sock"
}
# What must be true whenever the daemon is back.
recovered() { # NAME
  daemon_start
  real_virsh -q 'pool-start store' >/dev/null 2>&1
  real_virsh -q 'pool-refresh store' >/dev/null 2>&1
  run vt recover
  is "$1: recover succeeds" "$status$errors" 0
  is "$1: nothing is left" "$(world)" "$before"
}
begin
wait_for test -e "$tmp/mark"
daemon_kill
ended
like 'a daemon that vanishes in mid-copy makes the clone fail' \
  "$status$errors" "[15]error: cannot clone 'base' as 'web': *"
# Only what needs the daemon may be left.
is 'no image is left then' "$(find "$images" -name 'web*')" ''
recovered 'a daemon that vanishes in mid-copy'

# A clone may be faster than the end of the daemon.
for kind in volume domain; do
  begin --disk vdb,method=volume
  until recorded $kind; do :; done
  daemon_kill
  ended
  name="one that vanishes after the record of a $kind"
  if [ "$status" -eq 0 ]; then
    ok "$name: the clone is whole" test -e "$images/store/web-vdb.raw"
    skip "$name: nothing is left" 'the clone was faster'
    daemon_start
    real_virsh -q 'pool-start store; undefine web' >/dev/null 2>&1
    rm -f "$images"/web* "$images"/store/web*
    real_virsh -q 'pool-refresh store' >/dev/null
  else
    like "$name makes the clone fail" "$status$errors" \
      "[15]error: cannot clone 'base' as 'web': *"
    recovered "$name"
  fi
done

# ---- what must not be undone -----------------------------------------------------

# Killed when all was done but told; then somebody starts the new machine.
cat >"$tmp/h.lua" <<END
virt.hook { name = "h", defined = function(c)
  virt.run { "sh", "-c", "touch $tmp/home/there; sleep 5" }
end }
END
chmod 644 "$tmp/h.lua"
begin --hook "$tmp/h.lua"
wait_for test -e "$tmp/home/there"
kill -KILL "$pid"
ended
real_virsh -q start web >/dev/null
run vt recover
like 'a clone that runs by now is left alone by recover' "$status$errors" \
  "5error: undefine domain 'web': it is running; shut it down first"
is 'so are its images' "$(find "$images" -name 'web*' | wc -l)" 2
real_virsh -q destroy web >/dev/null
run vt recover
is 'once it is shut off it is undone' "$status$(world)" "0$before"
is 'the source is what it was' "$(cat "$raw" "$qcow2" | sha256sum)" "$sum"
done_testing
