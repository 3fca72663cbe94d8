#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# watch runs a command again and again.
. "${srcdir:-.}/tests/shell/lib.sh"
need perl
[ -x "$vt" ] || skip_all 'there is no program'

is 'watch runs a command so often' \
  "$("$vt" -q watch --count 2 --interval 1 echo a)" 'a
a'
run "$vt" -q watch nosuchxyz
is 'a failure ends it' "$status-$errors" \
  "2-error: unknown command: 'nosuchxyz'"
run "$vt" -q watch --interval -1 uri
is 'the interval is a time' "$status-$errors" \
  '2-error: an interval is from 1 to 86400 seconds, not -1'
run "$vt" -q watch --count -1 uri
is 'the count is one' "$status-$errors" '2-error: a count cannot be -1'

# A person's Ctrl-C: sh would give its background jobs an ignored one.
# shellcheck disable=SC2016
perl -e '$SIG{INT} = "DEFAULT"; $pid = fork // die;
  if (!$pid) { exec @ARGV or die }
  sleep 2; kill INT, $pid; waitpid $pid, 0; exit($? & 127 ? 99 : $? >> 8)' \
  "$vt" -q 'watch --interval 1 echo a; echo b' >"$tmp/out" 2>&1
status=$?
is 'Ctrl-C ends it, which is no failure' \
  "$status-$(sort -u "$tmp/out" | tr '\n' ' ')" '0-a b '

done_testing
