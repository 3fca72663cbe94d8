#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Colours are for terminals, and for those who want them.
. "${srcdir:-.}/tests/shell/lib.sh"
need script
[ -x "$vt" ] || skip_all 'there is no program'
uri=test:///default
unset NO_COLOR

# escapes COMMAND: how many lines with ESC it writes to a terminal.
escapes() {
  script -qec "$1" /dev/null </dev/null | grep -c "$(printf '\033')"
}

# both COMMAND: the same with results and errors
both="$vt --no-pager -c $uri list --all; $vt nosuchxyz"

is 'a terminal gets colours' "$(escapes "TERM=xterm; export TERM; $both")" 2
is 'but not with NO_COLOR' \
  "$(escapes "TERM=xterm NO_COLOR=1; export TERM NO_COLOR; $both")" 0
is 'an empty NO_COLOR is none' \
  "$(escapes "TERM=xterm NO_COLOR=; export TERM NO_COLOR; $both")" 2
is 'a dumb terminal gets none' "$(escapes "TERM=dumb; export TERM; $both")" 0
is 'nor does a pipe' "$(escapes "TERM=xterm $vt -c $uri list | cat")" 0
is 'nor a pipe of ours' \
  "$(escapes "TERM=xterm $vt -c $uri 'list | cat'")" 0
is '--color=always wins over all' \
  "$(NO_COLOR=1 "$vt" --color=always -c $uri list 2>&1 |
    grep -c "$(printf '\033\\[32mrunning\033\\[m')")" 1
is '--color=never, too' \
  "$(escapes "TERM=xterm $vt --color=never -c $uri list")" 0
is 'set color does the same' \
  "$("$vt" 'set color always; nosuchxyz' 2>&1 | grep -c "$(printf '\033')")" 0
run "$vt" -q --color=green uri
is 'there are three ways' "$status-$errors" \
  "2-error: color: 'green' is not one of: always auto never"
is 'a table is as wide as without' \
  "$("$vt" --color=always -c $uri list --all | sed 's/\x1b\[[0-9;]*m//g')" \
  "$("$vt" -c $uri list --all)"

done_testing
