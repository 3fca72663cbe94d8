#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The prompt survives what a cat on the keyboard could do: lines, keys and
# signals at random, the same for the same seed. STORM_SEEDS and STORM_LINES try
# others; what failed is tried again with the seed that is named.
. "${srcdir:-.}/tests/shell/lib.sh"
[ -x "$vt" ] || skip_all 'there is no program'
need lua5.4
lines=${STORM_LINES:-10000}

# What sh may find is harmless, and the user is one who may nothing.
mkdir "$tmp/bin" "$tmp/home"
ln -s "$(command -v cat)" "$(command -v true)" "$tmp/bin"
cp "$vt" "$builddir/tests/shell/typist" "$srcdir/tests/lsan.supp" "$tmp"
: >"$tmp/beside"
become=
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
  nobody=$(id -u nobody)
  become="setpriv --reuid=$nobody --regid=$nobody --clear-groups"
  chmod 711 "$tmp" && chown "$nobody" "$tmp/home"
fi
cd "$tmp/home" || exit 99

# storm SEED. What the sanitizers find would be lost among the rest of the
# screen.
storm() {
  lua5.4 "$srcdir/tests/shell/storm.lua" "$1" "$lines" >"$tmp/events"
  # shellcheck disable=SC2086
  run $become env -i PATH="$tmp/bin" HOME="$tmp/home" TERM=xterm-256color \
    LC_ALL=C.UTF-8 VIRT_TWIN_PAGER=cat LIBVIRT_DEFAULT_URI=test:///default \
    ASAN_OPTIONS="log_path=$tmp/home/asan" \
    LSAN_OPTIONS="suppressions=$tmp/lsan.supp:print_suppressions=0" \
    UBSAN_OPTIONS="log_path=$tmp/home/ubsan" \
    "$tmp/typist" "$tmp/events" "$tmp/${vt##*/}" -q -c test:///default
  is "it answers after $lines lines, and ends well (seed $1)" \
    "$status $(echo "${out% in *}" | tail -c 2000)" '0 ended 0'
  is "and no sanitizer found anything (seed $1)" \
    "$(cat "$tmp"/home/asan.* "$tmp"/home/ubsan.* 2>/dev/null)" ''
}

for seed in ${STORM_SEEDS:-7 19 34}; do
  storm "$seed"
done
is 'nothing was touched outside its directory' \
  "$(cd "$tmp" && echo .* *)" ". .. .err .out beside bin events home \
lsan.supp typist ${vt##*/}"

done_testing
