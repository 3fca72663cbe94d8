#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Copying a large image takes no more memory than copying a small one. On a
# daemon's connection: qemu:///embed has the whole QEMU driver in the process.
. "${srcdir:-.}/tests/real/lib.sh"
grep -q __asan_init "$vt" && skip_all 'sanitizers need memory of their own'
[ "$(df -k --output=avail "$tmp" | tail -n 1)" -gt 3500000 ] ||
  skip_all 'it needs 3.5 GB of disk space'
real_daemon

big=$(disk big.raw raw 1G)
yes virt-twin | head -c 1G >"$big"
domain big "$big" raw

# The program waits for its next command while it is measured.
mkfifo "$tmp/words"
exec_as_user "$vt" -q -c "$uri" -f - <"$tmp/words" >"$tmp/said" 2>&1 &
pid=$!
exec 7>"$tmp/words"
peak() {
  awk '/^VmHWM/ { print $2 }' "/proc/$pid/status"
}
# do_it WORD...: this command, and wait for "done".
do_it() {
  : >"$tmp/said"
  printf '%s\n' "$*" 'echo done' >&7
  for _ in {1..600}; do
    ! grep -q '^done$' "$tmp/said" || return 0
    kill -0 "$pid" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}
under() { # KIB
  test "$(peak)" -le "$1" && return
  echo "$(peak) KiB"
  return 1
}
ok 'an image with 1 GiB of data is cloned' do_it clone big web01
grep -q "Domain 'web01' cloned" "$tmp/said" || note <"$tmp/said"
ok 'all of it' test "$(stat -c %b "$images/web01.raw")" -ge 2097152
ok 'and the process had at most 25 MiB' under 25600
exec 7>&-
wait "$pid"
is 'it ends well' $? 0
done_testing
