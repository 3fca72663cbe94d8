#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A lost connection is noticed and opened again, and a daemon that does not
# answer can be left.
. "${srcdir:-.}/tests/real/lib.sh"
real_daemon

# A script that is written while it runs: say LINE, and wait for its output.
mkfifo "$tmp/script"
exec_as_user "$vt" -c "$uri" -f - <"$tmp/script" >"$tmp/out" 2>"$tmp/err" &
script=$!
exec {say}>"$tmp/script"
lines=0
say() {
  echo "$1; echo said-$((++lines))" >&"$say"
  for _ in {1..100}; do
    ! grep -qx "said-$lines" "$tmp/out" || return 0
    kill -0 "$script" 2>/dev/null || return 1
    sleep 0.05
  done
  return 1
}

ok 'a script runs on the daemon' say uri
daemon_end
daemon_start
ok 'it goes on when the daemon was started again' say 'list --all'
is 'and says so' "$(cat "$tmp/err")" "stdin:2: reconnected to $uri"
ok 'there is no more to say' say 'list --all'
is 'about the same loss' "$(cat "$tmp/err")" \
  "stdin:2: reconnected to $uri"
daemon_end
not_ok 'without a daemon the next command fails' say 'list --all'
like 'with the reason' "$(tail -n 2 "$tmp/err")" \
  '*error: failed to reconnect to the hypervisor
*error: Failed to connect socket *libvirt-sock*'
exec {say}>&-
wait "$script"
is 'and so does the script' $? 1

# hangs WORDS...: against a daemon that sleeps, until Ctrl-C.
hangs() {
  local start end pid
  daemon_stop
  exec_as_user "$vt" -c "$uri" "$@" >"$tmp/out" 2>"$tmp/err" &
  pid=$!
  sleep 0.5
  kill -0 "$pid" || return
  start=${EPOCHREALTIME/[.,]/}
  kill -INT "$pid"
  wait "$pid"
  status=$?
  end=${EPOCHREALTIME/[.,]/}
  daemon_cont
  [ $((end - start)) -lt 1000000 ]
}

# A background job of a script without job control ignores SIGINT, and the
# program respects that.
set -m
daemon_start
ok 'Ctrl-C ends a command that waits for the daemon, within a second' \
  hangs list
is 'with status 130' "$status" 130
ok 'the daemon works afterwards' vt list --all

# ---- a daemon that dies while it is asked -----------------------------------

# Another daemon's test driver, behind a link that can be turned.
second=$tmp/home/second
as_user mkdir -m 700 "$second"
(exec_as_user env XDG_RUNTIME_DIR="$second" libvirtd) \
  >>"$tmp/libvirtd.log" 2>&1 &
at_exit "kill $! 2>/dev/null"
for _ in {1..100}; do
  [ ! -S "$second/libvirt/libvirt-sock" ] || break
  sleep 0.1
done
as_user ln -sfn "$tmp/home/run/libvirt/libvirt-sock" "$tmp/turned"

# dies WORDS...: the daemon is killed while it is asked.
dies() {
  local pid
  daemon_end
  daemon_start
  as_user ln -sfn "$tmp/home/run/libvirt/libvirt-sock" "$tmp/turned"
  mkfifo "$tmp/go"
  exec_as_user "$vt" -q -c "test+unix:///default?socket=$tmp/turned" -f - \
    <"$tmp/go" >"$tmp/out" 2>"$tmp/err" &
  pid=$!
  exec {go}>"$tmp/go"
  echo 'echo ready; uri' >&"$go"
  for _ in {1..100}; do
    ! grep -q unix "$tmp/out" || break
    sleep 0.05
  done
  daemon_stop
  echo "$*" >&"$go"
  sleep 0.5
  as_user ln -sfn "$second/libvirt/libvirt-sock" "$tmp/turned"
  kill -KILL "$daemon_pid"
  exec {go}>&-
  wait "$pid"
  status=$?
  rm "$tmp/go"
}
dies list --name
is 'a command that only reads is run again' "$status-$(tail -n 1 "$tmp/out")" \
  0-test
dies destroy test
is 'one that changes something is not' "$status" 1
is 'and the other daemon was not asked' \
  "$(as_user virsh -c "test+unix:///default?socket=$second/libvirt/libvirt-sock" \
    list --name | head -n 1)" test
daemon_end
daemon_start

run vt -r hostname
is 'a read-only connection works' "$status" 0
done_testing
