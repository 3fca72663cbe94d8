#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a person's shell and terminal do to the program: stops, the end of the
# terminal, narrow windows, dumb ones.
. "${srcdir:-.}/tests/shell/lib.sh"
need tmux perl
[ -x "$vt" ] || skip_all 'there is no program'
. "$srcdir/tests/shell/screen.sh"

uri=test:///default
program="'$vt' --norc -q -c $uri"
terminal "NO_COLOR=1 sh"
last_is 'sh:' >/dev/null || skip_all 'no shell in a terminal'

begin() { # COMMAND: the program, with a prompt
  keys "$1" Enter
  last_is 'virt-twin #' >/dev/null
}

# The program that runs in the terminal, by its shell.
its_pid() {
  t list-panes -t one -F '#{pane_pid}' | xargs -I{} ps -o pid= --ppid {} |
    tr -d ' '
}

# ---- Ctrl-Z

begin "$program"
keys '!sleep 2; echo sl""ept' Enter
last_is "virt-twin # !sleep 2; echo sl\"\"ept" >/dev/null
sleep 0.3
keys C-z
ok 'Ctrl-Z stops a program that was started' last_is 'sh:'
keys fg Enter
ok 'fg goes on with it, and then with the prompt' shows '^slept$'
last_is 'virt-twin #' >/dev/null
enter 'echo on"e"'
ok 'which takes lines as before' shows '^one$'
keys 'watch --interval 1 --count 4 echo tick' Enter
shows '^tick$' >/dev/null
keys C-z
ok 'Ctrl-Z stops a command' last_is 'sh:'
keys fg Enter
ok 'and fg goes on with that' last_is 'virt-twin #'
enter 'echo tw"o"'
ok 'and again with lines' shows '^two$'

# ---- a program that stops alone

stops_alone() { # COMMAND PROMPT
  keys "$1" Enter
  last_is "$2" >/dev/null
  keys suspend Enter
  ok "\`suspend\` stops the shell as well: $1" last_is 'sh:'
  keys fg Enter
  shows '^fg' >/dev/null
  sleep 0.3
  keys clear Enter
  ok "fg goes on with what was started: $1" last_is "$2"
  keys exit Enter
  ok "and its end is seen: $1" last_is 'virt-twin #'
  enter 'echo on"e"'
  ok "by a shell that takes lines: $1" shows '^one$'
}
if command -v bash >/dev/null; then
  enter "!printf 'PS1=\"b: \"' >rc"
  stops_alone '!bash --rcfile rc' 'b:'
else
  skip 'a program that stops alone stops the shell' 'there is no bash'
fi
fresh >/dev/null
keys -l "!kill -STOP \$\$; echo we''nt"
keys Enter
ok 'a program that stops itself stops the shell as well' last_is 'sh:'
keys fg Enter
ok 'fg goes on with both' shows '^went$'
last_is 'virt-twin #' >/dev/null

# ---- Ctrl-C, thrice

keys -l "lua '(\"a\"):rep(40):find((\"a*\"):rep(20)..\"b\")'"
keys Enter
sleep 0.5
keys C-c
sleep 0.3
keys C-c
sleep 0.3
keys C-c
ok 'the third Ctrl-C ends even what cannot be interrupted' last_is 'sh:'
keys 'echo status $?' Enter
ok 'as a signal does' shows '^status 130$'

# ---- windows

keys clear Enter
t resize-window -t one -x 20 -y 24
begin "$program"
keys 'echo 123456789 123456789 123456789'
keys C-a C-e x Enter
ok 'a line is edited in a window of 20 columns' \
  shows '^123456789 123456789 123456789x$'
last_is 'virt-twin #' >/dev/null
t resize-window -t one -x 90 -y 24
enter quit 'sh:'

# ---- the terminal goes

keys clear Enter
last_is 'sh:' >/dev/null
keys "$program; echo status \$?" Enter
last_is 'virt-twin #' >/dev/null
enter 'echo before the end'
kill -HUP "$(its_pid)"
ok 'SIGHUP at the prompt ends the program' shows '^status 129$'
ok 'which has kept its history' \
  grep -q -x 'echo before the end' "$tmp/.local/state/virt-twin/history"

# ---- in the background

keys clear Enter
keys "set -m; '$vt' -q -c $uri list & wait \$!; echo status \$?" Enter
ok 'a command in the background does not touch the terminal' \
  shows '^status 0$'
ok 'and says what it has to' shows ' 1 *test *running$'
keys clear Enter

# ---- pipes and signals

if command -v bash >/dev/null; then
  run bash -c "'$vt' -c $uri list --all | head -n 1 >/dev/null
    echo \${PIPESTATUS[0]}"
  ok 'a reader that leaves early gets no complaint' [ -z "$errors" ]
  ok 'nor is it a failure of another kind' \
    [ "$out" -eq 0 -o "$out" -eq 141 ]
else
  skip 'a reader that leaves early gets no complaint' 'there is no bash'
  skip 'nor is it a failure of another kind' 'there is no bash'
fi
# shellcheck disable=SC2016
run perl -e '$SIG{INT} = "IGNORE"; $pid = fork // die;
  if (!$pid) { exec @ARGV or die }
  sleep 1; kill INT, $pid; waitpid $pid, 0; exit($? & 127 ? 99 : $? >> 8)' \
  "$vt" -q -c $uri 'watch --interval 1 --count 3 echo a; echo b'
is 'Ctrl-C stays ignored if it was when the program began' \
  "$status-$(echo "$out" | tr '\n' ' ')" '0-a a a b '

# ---- plain terminals

# written ENV: what the program writes to a terminal, with a failure and a
# list.
written() {
  printf 'nosuch\nlist --all\necho e\nquit\n' >"$tmp/typed"
  env "$@" VT="$vt" script -qec "'$vt' --norc -c $uri" /dev/null \
    <"$tmp/typed" 2>&1
}
escape=$(printf '\033')
if command -v script >/dev/null; then
  out=$(written TERM=dumb)
  like 'a dumb terminal gets a prompt' "$out" '*virt-twin #*'
  is 'but no escape sequence' "$(echo "$out" | grep -c "$escape")" 0
  out=$(written TERM=xterm-256color NO_COLOR=1)
  is 'NO_COLOR is kept at the prompt, too' \
    "$(echo "$out" | grep -c "$escape\\[[0-9;]*m")" 0
  out=$(written -u NO_COLOR TERM=xterm-256color)
  not_ok 'which has colours without it' \
    [ "$(echo "$out" | grep -c "$escape\\[[0-9;]*m")" -eq 0 ]
else
  for name in 'a dumb terminal gets a prompt' 'but no escape sequence' \
    'NO_COLOR is kept at the prompt, too' 'which has colours without it'; do
    skip "$name" 'script is not installed'
  done
fi

done_testing
