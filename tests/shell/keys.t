#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys that are several, and what comes in the middle of them: Ctrl-C, Ctrl-Z.
. "${srcdir:-.}/tests/shell/lib.sh"
need tmux perl
[ -x "$vt" ] || skip_all 'there is no program'
. "$srcdir/tests/shell/screen.sh"

echo 'set completion-query-items 2' >"$tmp/inputrc"
terminal "INPUTRC='$tmp/inputrc' NO_COLOR=1 sh"
last_is 'sh:' >/dev/null || skip_all 'no shell in a terminal'
keys "'$vt' --norc -q -c test:///default" Enter
last_is 'virt-twin #' >/dev/null || skip_all 'no prompt'
enter 'echo found'

# begin TEXT KEY...: after it readline waits for more.
begin() {
  fresh >/dev/null
  keys -l "$1"
  shift
  keys "$@"
  sleep 0.3
}

n=0
# goes_on WHAT: the next line is taken.
goes_on() {
  n=$((n + 1))
  last_is 'virt-twin #' >/dev/null
  keys -l "echo ne''xt-$n"
  keys Enter
  ok "$1" shows "^next-$n\$"
}

# cut WHAT TEXT KEY...
cut() {
  what=$1
  shift
  begin "$@"
  keys C-c
  ok "Ctrl-C gives a new prompt after $what" last_is 'virt-twin #'
  goes_on "which takes a line after $what"
}

cut 'half a key' 'some' Escape
cut 'half a key of three bytes' 'some' Escape '['
cut 'a count' 'some' M-5
cut 'a search' 'some' C-r f o
cut 'a search that has found nothing' 'some' C-r x y z
cut 'half a key in a search' 'some' C-r f Escape
cut 'a search by Escape p' '' Escape p f o
cut 'half of a paste' 'some' -H 1b 5b 32 30 30 7e 61
cut 'half of the end of a paste' 'some' -H 1b 5b 32 30 30 7e 61 1b 5b 32 30
cut 'half of a paste in a search' '' -H 12 1b 5b 32 30 30 7e 61
cut 'the question whether to show much' 'd' Tab Tab Tab

begin 'd' Tab Tab
ok 'much is shown after a question only' \
  shows '^Display all [0-9]* possibilities? (y or n)'
keys n
ok 'no is an answer' last_is 'virt-twin # d'
keys C-u

# ---- keys that mean nothing

for typed in '12 18 7a' '61 12 18 7a' '12 18 1b' \
  '61 62 12 1b 5b 39 7a 1b 5b 39 7a'; do
  fresh >/dev/null
  # shellcheck disable=SC2086
  keys -H $typed
  keys C-c
  goes_on "an unknown key that ends a search is none ($typed)"
done

# ---- a long text into a search

perl -e 'print "abcdefghi " x 10000' >"$tmp/long"
begin '' C-r
t load-buffer "$tmp/long"
t paste-buffer -p -t one
ok 'a search takes the beginning of what is pasted' \
  shows 'i-search).*abcdefghi abcdefghi'
keys C-c
goes_on 'and hears Ctrl-C after 100 kB'

# ---- Ctrl-Z

# stopped WHAT TEXT KEY...
stopped() {
  what=$1
  shift
  begin "$@"
  keys C-z
  ok "Ctrl-Z stops it after $what" last_is 'sh:'
  keys fg Enter
  shows '^fg' >/dev/null
  sleep 0.3
  keys C-c
  goes_on "fg goes on after $what"
  keys clear Enter
}

stopped 'half a key' 'some' Escape
stopped 'a count' 'some' M-5
stopped 'a search' 'some' C-r f o
stopped 'half of a paste' 'some' -H 1b 5b 32 30 30 7e 61
stopped 'the question whether to show much' 'd' Tab Tab Tab

done_testing
