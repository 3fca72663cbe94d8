#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A prompt and a daemon that hangs, or goes away: keys typed at a terminal.
. "${srcdir:-.}/tests/real/lib.sh"
need tmux
real_daemon

# A terminal of 24 lines; the line that is typed must not be damaged.
t() {
  as_user tmux -S "$tmp/tmux" -f /dev/null "$@"
}
at_exit 't kill-server 2>/dev/null'

screen() {
  t capture-pane -p | sed -e 's/ *$//' -e '/^$/d'
}

# Wait until the last line, or (with -b) the one before it, is this.
last_is() {
  local back=1
  [ "$1" != -b ] || { back=2; shift; }
  for _ in {1..100}; do
    [ "$(screen | tail -n $back | head -n 1)" = "$1" ] && return
    sleep 0.05
  done
  screen
  return 1
}

# in_time SECONDS BEGAN: no more have gone by since.
in_time() {
  [ "$(($(date +%s%N) - $2))" -le "$(($1 * 1000000000))" ]
}

t new-session -d -x 90 -y 24 "env TERM=screen NO_COLOR=1 '$vt' -k 0 -c '$uri'" ||
  skip_all 'tmux does not start'
ok 'the prompt comes' last_is 'virt-twin #'

daemon_stop
began=$(date +%s%N)
t send-keys 'dumpxml x' Tab y
ok 'TAB does not wait long for a daemon that hangs' \
  last_is 'virt-twin # dumpxml xy'
ok 'but two seconds at most' in_time 2 "$began"
t send-keys Tab z
ok 'nor when it hangs still' last_is 'virt-twin # dumpxml xyz'
t send-keys C-c
began=$(date +%s%N)
t send-keys 'list --all' Enter
sleep 0.5
t send-keys C-c
ok 'Ctrl-C gives the prompt back from a daemon that hangs' last_is 'virt-twin #'
ok 'within two seconds' in_time 2 "$began"
ok 'and says that it was interrupted' last_is -b 'error: interrupted'
began=$(date +%s%N)
run as_user "$vt" --timeout 2 complete -- -c "$uri" dumpxml x
ok 'the completion of shells does not hang either' in_time 3 "$began"
is 'and says nothing' "$out$errors" ''
daemon_cont
t send-keys 'uri' Enter
ok 'the next command connects again' last_is -b "$uri"

t send-keys 'clone half a li'
last_is 'virt-twin # clone half a li' >/dev/null
daemon_end
ok 'the end of the daemon is told above the line' \
  last_is -b "disconnected from $uri: end of file"
ok 'which stays as it was' last_is 'virt-twin # clone half a li'
t send-keys C-c
daemon_start
t send-keys 'list --all' Enter
ok 'and the next command connects again' last_is 'virt-twin #'
ok 'which is told' test "$(screen | grep -c "^reconnected to $uri$")" -ge 1

done_testing
