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

run vt -r hostname
is 'a read-only connection works' "$status" 0
done_testing
