#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The demo runs from beginning to end, and leaves nothing behind.
. "${srcdir:-.}/tests/real/lib.sh"
need qemu-system-x86_64 qemu-img qemu-io setsid
[ "$(id -u)" -ne 0 ] || getent passwd libvirt-qemu >/dev/null ||
  skip_all 'there is no user libvirt-qemu, which the QEMU driver wants'

demo=$srcdir/tests/demo/demo
program=$vt
export VIRT_TWIN=$vt

left() { # TMPDIR: files, and processes that were started below it
  ls -A "$1"
  echo "$1" >"$tmp/.pattern" # not as a word, which grep would find in itself
  grep -laFf "$tmp/.pattern" /proc/[0-9]*/cmdline 2>/dev/null
}

# tour WHO COMMAND...: the demo, begun by this command.
tour() {
  local who=$1
  shift
  run "$@" "$demo"
  is "$who: the tour ends well" "$status" 0
  is "$who: it says nothing on standard error" "$errors" ''
  like "$who: the source is defined" "$out" "*Domain 'base' defined from*"
  like "$who: a dry run shows where disks would go" "$out" \
    "*Domain 'base' would be cloned as 'web01'*vda*copy*web01.qcow2*"
  like "$who: the hook refuses a name" "$out" \
    "*only web servers are made from 'base'*(exit status 3)*"
  like "$who: the clone is made" "$out" "*Domain 'web01' cloned from 'base'*"
  like "$who: with the hook's MAC address" "$out" '*> *52:54:42:*'
  like "$who: and the hook's place" "$out" '*> *fast/web01.qcow2*'
  like "$who: the data is the same" "$out" \
    '*Images are identical.*Images are identical.*'
  like "$who: both run" "$out" '*base *running*web01 *running*'
  like "$who: the clone is renamed" "$out" "*'web01' renamed to 'www'*"
  is "$who: no log lines of libvirt" \
    "$(grep -cE '^[0-9-]{10} [0-9:.]+\+0000' <<<"$out")" 0
}

mkdir "$tmp/own"
TMPDIR=$tmp/own tour 'who runs this' env
is 'nothing is left of it' "$(left "$tmp/own")" ''

if [ "$(id -u)" -eq 0 ]; then
  real_world "$(real_nobody)"
  export VIRT_TWIN=$vt
  as_user mkdir "$tmp/user"
  cp "$demo" "${demo%/*}/lab.sh" "$tmp"
  demo=$tmp/demo
  tour 'an ordinary user' as_user env TMPDIR="$tmp/user"
  is 'nothing is left of that either' "$(left "$tmp/user")" ''
fi

# Ctrl-C reaches the demo and the program alike.
begin() {
  exec env --default-signal=INT TMPDIR="$tmp/own" setsid "$demo" >"$tmp/.out" \
    2>&1
}
interrupted() { # TEXT: when this is shown
  begin &
  pid=$!
  for _ in {1..200}; do
    ! grep -q "$1" "$tmp/.out" || break
    sleep 0.05
  done
  kill -INT -- "-$pid"
  wait "$pid"
  is "Ctrl-C at '$1' ends it" $? 130
  is "and nothing is left then" "$(left "$tmp/own")" ''
}
demo=$srcdir/tests/demo/demo
export VIRT_TWIN=$program
interrupted 'virt-twin define'
interrupted "web01' started"

run env TMPDIR="$tmp/own" "$demo" -i < <(echo 'list --all --name')
like 'with -i one is left in the lab' "$out" "*lab is yours*base
www*Nothing of this is left*"
is 'and that is gone afterwards' "$(left "$tmp/own")" ''
run "$demo" -x
is 'an unknown option is an error' "$status$out" 1
done_testing
