#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is only there for a person at a prompt: the rc file, short names of
# commands, the pager, history.
. "${srcdir:-.}/tests/shell/lib.sh"
need tmux less
[ -x "$vt" ] || skip_all 'there is no program'
. "$srcdir/tests/shell/screen.sh"

mkdir -p "$tmp/.config/virt-twin"
cat >"$tmp/.config/virt-twin/rc" <<'END'
alias greet = echo hello
nosuchxyz
set hints off
echo from the rc file
END
terminal sh
last_is 'sh:' >/dev/null || skip_all 'no shell in a terminal'
keys "'$vt' -c test:///default" Enter
ok 'the program begins' last_is 'virt-twin #'
ok 'the rc file is run' shows '^from the rc file$'
ok 'a failure in it is told' \
  shows "^$tmp/.config/virt-twin/rc:2: error: unknown command: 'nosuchxyz'$"
enter greet
ok 'its aliases are there' shows '^hello$'

fresh >/dev/null
enter 'ver'
ok 'a name may be shortened' shows '^Using library: libvirt'
fresh >/dev/null
enter 'de'
ok 'but not to what several begin with' \
  shows "^error: It could be: define, destroy$"
is 'in a script it may not' "$("$vt" -q 'ver' 2>&1)" \
  "error: unknown command: 'ver'"

fresh >/dev/null
keys 'help' Enter
ok 'long results are in a pager' last_is ':'
keys q
ok 'which gives the prompt back' last_is 'virt-twin #'
keys 'help' Enter
last_is ':' >/dev/null
keys C-c
sleep 0.5
keys q
ok 'also after Ctrl-C' last_is 'virt-twin #'
fresh >/dev/null
enter 'list --name'
ok 'short ones are not' shows '^test$'
fresh >/dev/null
enter 'set pager off'
enter 'help'
# shellcheck disable=SC2016  # no command is meant
ok 'and none is with `set pager off`' last_is 'virt-twin #'

fresh >/dev/null
keys '!sleep 60' Enter
sleep 0.5
keys C-c
ok 'Ctrl-C ends what sh runs, not the shell' last_is 'virt-twin #'
fresh >/dev/null
keys 'list --name | cat; sleep 60' Enter
ok 'results come before their reader ends' shows '^test$'
keys C-c
ok 'Ctrl-C ends the reader' last_is 'virt-twin #'
fresh >/dev/null
keys '!cat >typed' Enter
sleep 0.5
keys one Enter C-d
last_is 'virt-twin #' >/dev/null
is 'sh has the terminal' "$(cat "$tmp/typed")" one

fresh >/dev/null
enter 'history 2'
ok 'history shows what was typed' shows '^ *[0-9]*  !cat >typed$'
ok 'and itself' shows '^ *[0-9]*  history 2$'
enter 'history --clear'
fresh >/dev/null
enter 'history'
ok 'and forgets it' shows '^    1  history$'
is 'also in the file' "$(cat "$tmp/.local/state/virt-twin/history")" history

fresh >/dev/null
keys 'watch --interval 1 uri' Enter
ok 'watch shows a clock' shows 'every 1 s; Ctrl-C ends$'
keys C-c
ok 'Ctrl-C ends watch' last_is 'virt-twin #'
enter quit sh:
keys "'$vt' --norc -c test:///default" Enter
last_is 'virt-twin #' >/dev/null
fresh >/dev/null
enter 'greet'
ok '--norc leaves the rc file alone' shows "^error: unknown command: 'greet'"


# ---- commands in the background

fresh >/dev/null
enter 'watch --count 2 --interval 1 echo one &'
ok "'&' gives the prompt back at once" \
  shows '^\[1\] watch --count 2 --interval 1 echo one$'
enter 'jobs'
ok 'jobs lists what runs' \
  shows '^\[1\] running: watch --count 2 --interval 1 echo one$'
keys 'half a line'
ok 'its end is told above the line' shows '^\[1\] done: watch'
ok 'with its results' shows '^one$'
ok 'and the line is as it was' last_is 'virt-twin # half a line'
fresh >/dev/null
# children PID: their ids, a line each.
children() {
  cat "/proc/$1"/task/*/children | tr ' ' '\n'
}

# What anybody can see of the commands: the arguments of those processes.
arguments() {
  children "$(children "$(t display-message -p -t one '#{pane_pid}')")" |
    while read -r pid; do
      tr '\0' ' ' <"/proc/$pid/cmdline"
    done
}
enter "watch --count 3 --interval 1 echo 'sword  fish' &"
is 'other users do not see the command' "$(arguments)" \
  'virt-twin --norc -c test:///default -q --connect=test:///default '
keys wait Enter
ok 'which it gets as it was typed' shows '^sword  fish$'
last_is 'virt-twin #' >/dev/null
fresh >/dev/null
enter 'destroy nosuch &'
keys wait Enter
ok 'so is a failure' shows '^\[1\] failed (1): destroy nosuch$'
ok 'with its message' shows "^error: failed to get domain 'nosuch'$"
fresh >/dev/null
enter 'watch --interval 1 echo &'
keys wait Enter
sleep 0.5
keys C-c
ok 'Ctrl-C ends waiting' last_is 'virt-twin #'
keys C-d
ok 'the end of the shell waits for them' shows '^\[1\] running: watch'
keys C-c
ok 'or ends them with Ctrl-C' last_is 'sh:'
is 'in a script there is none' "$("$vt" -q 'echo a &' 2>&1)" \
  "error: '&' makes sense at a prompt only"
keys "'$vt' --norc -c test:///default" Enter
last_is 'virt-twin #' >/dev/null

# ---- events

fresh >/dev/null
enter 'set events on'
enter 'destroy test'
ok 'set events on tells what happens' shows '^\[event\] test: stopped$'
keys 'half a line'
last_is 'virt-twin # half a line' >/dev/null
keys C-c
fresh >/dev/null
enter 'set events off'
enter 'start test'
is 'set events off does not' "$(screen | grep -c event..test)" 0

# ---- hints

enter 'set hints on'
fresh >/dev/null
keys 'rename'
ok 'grey text says what a command takes' \
  last_is 'virt-twin # rename <domain> <new-name> [--option]...'
keys ' a'
ok 'and less after each word' \
  last_is 'virt-twin # rename a <new-name> [--option]...'
keys ' b --nosuch'
keys C-u
ok 'a line that is dropped drops it' last_is 'virt-twin #'
keys 'destroy --domain '
ok 'it names the value of an option' \
  last_is 'virt-twin # destroy --domain <domain>'
keys C-c
ok 'Ctrl-C clears it' last_is 'virt-twin #'
ok 'above, too' shows '^virt-twin # destroy --domain ^C$'
fresh >/dev/null
keys 'uri nosuch' Enter
last_is 'virt-twin #' >/dev/null
keys 'echo' Enter
last_is 'virt-twin #' >/dev/null
ok 'so does Enter' shows '^virt-twin # echo$'
keys 'echo 123456789 123456789 123456789 123456789 123456789 123456'
ok 'it is cut at the edge' \
  shows '123456789 123456 \[<string>\]... \[$'
keys C-a
ok 'and gone when the cursor moves back' \
  last_is 'virt-twin # echo 123456789 123456789 123456789 123456789 123456789 123456'

done_testing
