#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# `COMMAND | PROGRAM` and `!PROGRAM`: what sh runs for us.
. "${srcdir:-.}/tests/shell/lib.sh"
[ -x "$vt" ] || skip_all 'there is no program'
uri=test:///default
cd "$tmp" || exit 99

# gives NAME STATUS OUT LINE
gives() {
  run "$vt" -q -c $uri -- "$4"
  is "$1" "$status-$out" "$2-$3"
}

gives "a program after '|' reads the results" 0 TEST 'list --name | tr a-z A-Z'
gives 'and sh runs it' 0 b "list --name | sort >'$tmp/names'; echo b"
is 'with redirections' "$(cat names)" test
gives 'the rest of the line is for sh' 0 b 'echo a | sed s/a/b/; # c'
gives 'its failure is one of the command' 3 '' 'echo a | exit 3'
gives 'and ends the line' 3 '' 'echo a | exit 3
echo b'
gives "but with a '-' it does not" 0 b '-echo a | exit 3
echo b'
run "$vt" -q -c $uri 'destroy nosuch | cat'
is 'a failure of the command counts more' "$status" 1
gives 'a program that stops to read is no failure' 0 '' 'help | true'
gives 'a program that is not there is one' 127 '' 'echo a | nosuchxyz'
is 'a pipe gets no blank line at the end' \
  "$("$vt" -c $uri 'uri | od -An -c' | tr -d ' \n')" "$(echo $uri |
    od -An -c | tr -d ' \n')"
gives "a '|' without a blank is data" 0 'a|b' 'echo a|b'
gives 'and so is one in quotes' 0 'a | b' "echo 'a | b'"
is 'words are not for sh' "$("$vt" -q echo a '|' b)" 'a | b'
gives "nothing after '|' is a mistake" 2 '' 'echo a |'
like 'which is told' "$errors" "error: nothing after '|'"

# shellcheck disable=SC2016  # for sh
gives "'!' gives a line to sh" 0 2 '!echo $((1 + 1))'
gives 'its failure is one of ours' 5 '' '!exit 5
echo b'
gives "'-' lets it fail" 0 b '- !exit 5
echo b'
is 'a program that is killed by a signal counts as in sh' \
  "$("$vt" '!kill -9 $$'; echo $?)" 137
is 'SIGPIPE is not ignored in it' \
  "$("$vt" '!yes | head -n 1; true')" y
printf 'echo a\n!cat\necho b\n' >script
is 'a script goes on after it' "$("$vt" -q -f script </dev/null)" 'a
b'
is 'results are in order' "$("$vt" -q 'echo a; !echo b' | cat)" 'a
b'
run "$vt" -q --json -c $uri 'list --name | cat'
is 'JSON goes the same way' "$(echo "$out" | grep -c '"name"')" 1

done_testing
