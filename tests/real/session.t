#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The picture that README shows is what the program does today.
. "${srcdir:-.}/tests/real/lib.sh"
need lua5.4 qemu-img qemu-io qemu-system-x86_64 tmux
[ "$(id -u)" -ne 0 ] || getent passwd libvirt-qemu >/dev/null ||
  skip_all 'there is no user libvirt-qemu, which the QEMU driver wants'
case $(stat -f -c %T /tmp) in
btrfs | xfs) skip_all '/tmp shares blocks: another method would be shown' ;;
esac

VIRT_TWIN=$vt "$srcdir/tests/demo/record" >"$tmp/screen" 2>"$tmp/errors"
is 'the session can be recorded' "$?-$(cat "$tmp/errors")" 0-
lua5.4 "$srcdir/tools/svg.lua" 96 <"$tmp/screen" >"$tmp/session.svg"
run diff "$srcdir/doc/session.svg" "$tmp/session.svg"
is 'and is that of the picture (make session records it anew)' \
  "$status$out" 0
is 'nothing of the lab is left' "$(echo /tmp/lab.????)" '/tmp/lab.????'
done_testing
