#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A password is asked for on the terminal, and nowhere else.
. "${srcdir:-.}/tests/shell/lib.sh"
need expect setsid

uri=test://$srcdir/tests/data/auth.xml

run setsid "$vt" -c "$uri" list </dev/null
is 'without a terminal nothing is asked' "$errors" \
  "error: failed to connect to the hypervisor
error: authentication failed: Username request failed\
 (there is no terminal to ask on)"
is 'and the status is 1' "$status" 1
run sh -c 'echo ali | "$1" -c "$2" list' sh "$vt" "$uri"
is 'standard input does not answer' "$status" 1

# typed ANSWERS: the program on a terminal; each "QUESTION>ANSWER".
typed() {
  : >"$tmp/expect"
  {
    echo 'set timeout 20; log_user 1'
    echo "spawn -noecho {$vt} -c {$uri} list --all"
    for pair; do
      echo "expect {*${pair%%>*}*} {} timeout {exit 9} eof {exit 8}"
      echo "sleep 0.1; send \"${pair#*>}\""
    done
    # shellcheck disable=SC2016  # a variable of expect
    echo 'expect eof; catch wait result'
    # shellcheck disable=SC2016
    echo 'if {[lindex $result 5] eq "SIGINT"} {exit 130}'
    # shellcheck disable=SC2016
    echo 'exit [lindex $result 3]'
  } >"$tmp/expect"
  run expect "$tmp/expect"
  out=$(printf %s "$out" | tr -d '\r')
}

typed 'username>ali\r' 'password>open sesame\r'
is 'the right answers open it' "$status" 0
like 'and the domains are listed' "$out" '*cave*running*'
is 'the password is not shown' "$(echo "$out" | grep -c sesame)" 0
is 'the name is' "$(echo "$out" | grep -c 'username.*: ali')" 1
typed 'username>ali\r' 'password>wrong\r'
is 'a wrong password does not' "$status" 1
typed 'username>\003'
is 'Ctrl-C ends the question' "$status" 130
done_testing
