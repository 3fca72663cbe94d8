#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A daemon that does not answer cannot hold the program: signals end the
# command that waits for it.
. "${srcdir:-.}/tests/shell/lib.sh"
need perl
[ -x "$vt" ] || skip_all 'there is no program'

# A daemon that takes connections and never says a word.
cat >"$tmp/silent.pl" <<'END'
use Socket;
socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die;
bind($s, pack_sockaddr_un($ARGV[0])) or die;
listen($s, 100) or die;
open(my $ready, ">", "$ARGV[0].ready");
sleep 120;
END
perl "$tmp/silent.pl" "$tmp/socket" &
daemon=$!
at_exit "kill $daemon"
while [ ! -e "$tmp/socket.ready" ]; do sleep 0.1; done
VIRT_TWIN_DEFAULT_URI="qemu+unix:///session?socket=$tmp/socket"
export VIRT_TWIN_DEFAULT_URI

# signalled SIGNAL COMMAND...: send the signal once the program waits for the
# daemon; keep $out, $errors, $status and $seconds. An INT that sh gives its
# background jobs ignored would prove nothing, so perl starts the program.
signalled() {
  signal=$1
  shift
  # shellcheck disable=SC2016
  perl -e '$SIG{INT} = "DEFAULT"; $pid = fork // die;
    if (!$pid) { exec @ARGV[1 .. $#ARGV] or die }
    sleep 1; $began = time; kill $ARGV[0], $pid; waitpid $pid, 0;
    open $f, ">", "$ENV{tmp}/seconds"; print $f time - $began;
    exit($? & 127 ? 128 + ($? & 127) : $? >> 8)' \
    "$signal" "$@" >"$tmp/out" 2>"$tmp/err"
  status=$?
  out=$(cat "$tmp/out")
  errors=$(cat "$tmp/err")
  seconds=$(cat "$tmp/seconds")
}
export tmp

signalled INT "$vt" -q 'echo a; hostname; echo b'
is 'Ctrl-C ends a command that waits, and the list it is in' \
  "$status $out" '130 a'
like 'and says so' "$errors" 'error: interrupted*'
ok 'within two seconds' test "$seconds" -le 2
signalled TERM "$vt" -q hostname
is 'SIGTERM does so, too' "$status" 143
ok 'within two seconds' test "$seconds" -le 2
signalled HUP "$vt" -q hostname
is 'and SIGHUP' "$status" 129
printf 'echo a\nhostname\necho b\n' >"$tmp/script"
signalled INT "$vt" -q -f "$tmp/script"
is 'Ctrl-C ends a script' "$status $out" '130 a'
like 'and names its line' "$errors" "$tmp/script:2: error: interrupted*"
signalled INT "$vt" -c "$VIRT_TWIN_DEFAULT_URI" echo a
is 'Ctrl-C ends connecting' "$status-$out" 130-

began=$(date +%s)
run "$vt" -q --timeout 1 hostname
is '--timeout ends a command that waits' "$status-$errors" \
  '1-error: no answer within 1 s'
run "$vt" -q --timeout 1 -c "$VIRT_TWIN_DEFAULT_URI" echo a
is 'and connecting' "$status-$errors" '1-error: no answer within 1 s'
ok 'soon' test "$(($(date +%s) - began))" -le 4
run "$vt" -q --timeout 0 uri
is 'it is a number' "$status-$errors" \
  '2-error: option --timeout requires a positive integer argument'

mkfifo "$tmp/fifo"
sleep 30 >"$tmp/fifo" &
at_exit "kill $!"
signalled INT "$vt" -f "$tmp/fifo"
is 'Ctrl-C ends waiting for a script' "$status" 130
signalled TERM "$vt" -f "$tmp/fifo"
is 'and SIGTERM does' "$status" 143

# A program that catches Ctrl-C and ends by itself would let the loop go on.
cat >"$tmp/loop" <<'END'
for i in 1 2; do echo "$i"; "$vt" -q hostname; done
END
export vt
perl -e 'setpgrp; $SIG{INT} = "IGNORE"; $pid = fork // die;
  if (!$pid) { $SIG{INT} = "DEFAULT"; exec "bash", $ARGV[0] or die }
  sleep 1; kill "INT", -$$; waitpid $pid, 0' "$tmp/loop" >"$tmp/out" 2>&1
is 'Ctrl-C ends a loop of the shell, too' "$(grep -c '^[12]$' "$tmp/out")" 1

done_testing
