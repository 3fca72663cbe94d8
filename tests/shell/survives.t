#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The prompt survives what a cat on the keyboard could do: lines, keys and
# signals at random, the same for the same seed. STORM_SEED and STORM_LINES
# try others; what failed is tried again with the seed that is printed.
. "${srcdir:-.}/tests/shell/lib.sh"
[ -x "$vt" ] || skip_all 'there is no program'
need lua5.4
seed=${STORM_SEED:-7}
lines=${STORM_LINES:-10000}

# What sh may find is harmless, and the user is one who may nothing.
mkdir "$tmp/bin" "$tmp/home"
ln -s "$(command -v cat)" "$(command -v true)" "$tmp/bin"
cp "$vt" "$builddir/tests/shell/typist" "$tmp"
: >"$tmp/beside"
lua5.4 "$srcdir/tests/shell/storm.lua" "$seed" "$lines" >"$tmp/events"
become=
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
  nobody=$(id -u nobody)
  become="setpriv --reuid=$nobody --regid=$nobody --clear-groups"
  chmod 711 "$tmp" && chown "$nobody" "$tmp/home"
fi
cd "$tmp/home" || exit 99

# What the sanitizers find would be lost among the rest of the screen. readline
# leaks when a key's work is cut short (undo lists, saved lines).
# shellcheck disable=SC2086
run $become env -i PATH="$tmp/bin" HOME="$tmp/home" TERM=xterm-256color \
  LC_ALL=C.UTF-8 VIRT_TWIN_PAGER=cat LIBVIRT_DEFAULT_URI=test:///default \
  ASAN_OPTIONS="detect_leaks=0:log_path=$tmp/home/asan" \
  UBSAN_OPTIONS="log_path=$tmp/home/ubsan" \
  "$tmp/typist" "$tmp/events" "$tmp/${vt##*/}" -q -c test:///default
note <<NOTE
STORM_SEED=$seed STORM_LINES=$lines
NOTE
is 'it answers after all of them, and ends well' \
  "$status $(echo "${out% in *}" | tail -c 2000)" '0 ended 0'
is 'and no sanitizer found anything' \
  "$(cat "$tmp"/home/asan.* "$tmp"/home/ubsan.* 2>/dev/null)" ''
is 'nothing was touched outside its directory' \
  "$(cd "$tmp" && echo .* *)" ". .. .err .out beside bin events home typist \
${vt##*/}"

done_testing
