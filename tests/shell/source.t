#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# source runs files of commands, time and watch run commands.
. "${srcdir:-.}/tests/shell/lib.sh"
[ -x "$vt" ] || skip_all 'there is no program'
cd "$tmp" || exit 99

printf 'echo a\nalias b = echo bb\n' >one
printf 'echo c\nnosuchxyz\necho d\n' >two
printf 'source one\nsource two\n' >three
printf 'source me\n' >me
printf 'echo a\nquit\necho b\n' >quits

run "$vt" -q 'source one; echo d'
is 'source runs a file' "$status-$out" '0-a
d'
printf 'source one\nb\n' >four
is 'whose aliases stay' "$("$vt" -q -f four)" 'a
bb'
run "$vt" -q 'source two; echo e'
is 'its failure ends it and the line' "$status-$out" '2-c'
is 'and names its line' "$errors" "two:2: error: unknown command: 'nosuchxyz'"
run "$vt" -q -f three
is 'a file may source others' "$status-$out-$errors" "2-a
c-two:2: error: unknown command: 'nosuchxyz'"
run "$vt" -q -- '-source two; echo e'
is "'-' lets it fail" "$status-$out" '0-c
e'
run "$vt" -q 'source me'
is 'a file that runs itself is stopped' "$status-$errors" \
  "1-me:1: error: cannot run 'me': more than 16 scripts within scripts"
run "$vt" -q 'source nosuch'
is 'a file that is not there is told' "$status-$errors" \
  "1-error: cannot open script 'nosuch': No such file or directory"
is 'quit ends all' "$("$vt" -q 'source quits; echo c')" a
is 'the results of a file can be piped' \
  "$("$vt" -q 'source one | tr a A')" A

run "$vt" -q time echo --shell 'a b'
is 'time runs a command' "$status-$out" "0-'a b'"
like 'and says how long' "$errors" 'real [0-9]*.[0-9][0-9][0-9] s'
run "$vt" -q time nosuchxyz
is 'its failure is that of the command' "$status" 2
like 'told once' "$errors" "error: unknown command: 'nosuchxyz'
real *"
run "$vt" -q time
is 'time wants a command' "$status-$errors" \
  "2-error: command 'time' requires <command> option"
like 'time has help' "$("$vt" time --help)" '*time - run a command*'
like 'and so has what it runs' "$("$vt" time list --help)" '*list - list*'

is 'apropos finds commands' \
  "$("$vt" -q apropos 'that was killed' 2>&1; "$vt" -q apropos CANONICAL |
    sed 's/^ *//;s/ .*//')" "error: nothing is about 'that was killed'
uri"
like 'history is for the prompt' "$("$vt" history 2>&1)" \
  '*error: history: command valid only in interactive mode*'
run "$vt" -q rename a
is 'a mistake is followed by the usage' \
  "$("$vt" rename a 2>&1 | tail -n 1)" 'usage: rename <domain> <new-name> [--option]...'

done_testing
