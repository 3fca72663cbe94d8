#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The command `lua` without words: lines of Lua.
. "${srcdir:-.}/tests/shell/lib.sh"
need tmux
[ -x "$vt" ] || skip_all 'there is no program'
. "$srcdir/tests/shell/screen.sh"

run "$vt" -q -c test:///default lua </dev/null
like 'without a terminal it needs words' "$status:$errors" \
  '2:error: lua: without a terminal it wants an expression*'

terminal sh
last_is 'sh:' >/dev/null || skip_all 'no shell in a terminal'
keys "'$vt' -c test:///default" Enter
last_is 'virt-twin #' >/dev/null
keys 'set hints off; echo before' Enter
last_is 'virt-twin #' >/dev/null
keys 'lua' Enter
ok 'it has a prompt of its own' last_is 'lua>'

# says LINE PATTERN: type it, and see the pattern
says() {
  keys -l "$1"
  last_is "lua> $1" >/dev/null
  keys Enter
  shows "$2" && last_is 'lua>'
}
ok 'an expression is printed' says '6 * 7' '^42$'
ok 'variables stay' says 'x = conn:domain "test"' 'conn:domain'
ok 'for the next lines' says 'x.name, x.state' '^running$'
ok 'all of the library is there' says 'io.write("out", "put\n")' '^output$'
ok 'a mistake is told' says 'x.nmae' "error: lua:1: a domain has no field"
keys 'for i = 1, 2 do' Enter
ok 'what is not whole goes on' last_is '>>'
keys 'print("round", i)' Enter
last_is '>>' >/dev/null
keys -l 'end'
keys Enter
ok 'until it is' shows '^round.*2$'
last_is 'lua>' >/dev/null
keys 'for i = 1, 2 do' Enter
last_is '>>' >/dev/null
keys C-c
ok 'Ctrl-C drops what was begun' last_is 'lua>'
keys 'while true do end' Enter
sleep 0.5
keys C-c
ok 'Ctrl-C ends a loop' shows 'error: lua:1: interrupted'
ok 'and not the prompt' last_is 'lua>'
keys 'virt.js' Tab
ok 'TAB completes members' last_is 'lua> virt.json'
keys '.enc' Tab
ok 'and theirs' last_is 'lua> virt.json.encode'
keys '(x:set_' Tab
ok 'and methods of a value' last_is 'lua> virt.json.encode(x:set_metadata'
keys C-u 'whi' Tab
ok 'and keywords' last_is 'lua> while'
keys C-u 'nosuch.thing:' Tab Tab
ok 'and nothing where there is none' last_is 'lua> nosuch.thing:'
keys C-u Up
ok 'it has a history of its own' last_is 'lua> while true do end'
keys C-u
ok 'it can run commands' says 'virt.shell "list --all --name"' '^test$'
keys C-d
ok 'Ctrl-D leaves it' last_is 'virt-twin #'
keys Up Up
ok 'the shell has its own history again' last_is 'virt-twin # set hints off; echo before'
keys C-u 'lis' Tab
ok 'and its completion' last_is 'virt-twin # list'
keys C-u 'lua x.name .. 1' Enter
ok 'variables outlive the prompt' shows '^test1$'
last_is 'virt-twin #' >/dev/null
keys C-d
last_is 'sh:' >/dev/null
keys "'$vt' -q -c test:///default lua" Enter
ok 'it can be had from the system' last_is 'lua>'
keys Up
ok 'with what was typed earlier' last_is 'lua> virt.shell "list --all --name"'
keys C-u C-d
ok 'and is left to it' last_is 'sh:'

done_testing
