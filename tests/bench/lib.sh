# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Samples and lines. A sample is one run of a command, timed; a line sets the
# samples of one command against those of another, and has an aim.
#
#   sample KEY COMMAND...   run it as the daemon's user and keep its time and
#                           its peak memory under KEY
#   line CASE KIND AIM KEY OTHER DIVISOR TEXT
#                           KIND is what the value is, and the aim's side:
#     faster   OTHER / KEY, at least AIM
#     within   KEY / OTHER, at most AIM
#     ms       KEY in milliseconds, at most AIM
#     beyond   (KEY - OTHER) / DIVISOR in milliseconds, at most AIM
#     memory   the peak of KEY in MB, at most AIM
#                           AIM - is none: the line informs. OTHER - is none.
#   named KEY TEXT          what KEY is called in the report
#   without REASON          what could not be measured, and why

. "${srcdir:-.}/tests/real/lib.sh"

full=${BENCH_FULL:+1}
repeat=${BENCH_REPEAT:-5}
samples=$tmp/samples
measure= # the program
mkdir "$samples"
: >"$tmp/lines"
: >"$tmp/names"
: >"$tmp/without"

say() {
  echo "bench: $*" >&2
}

die() {
  say "$*"
  exit 1
}

sample() {
  local key=$1 result
  shift
  if ! result=$(as_user "$measure" "$@" 2>"$tmp/sample.err"); then
    cat "$tmp/sample.err" >&2
    die "failed: $*"
  fi
  echo "$result" >>"$samples/$key"
}

line() {
  local IFS=$'\t'
  printf '%s\n' "$*" >>"$tmp/lines"
}

named() {
  printf '%s\t%s\n' "$1" "$2" >>"$tmp/names"
}

without() {
  say "without $*"
  printf '%s\n' "$*" >>"$tmp/without"
}

# Start the private daemon.
bench_begin() {
  real_daemon
  measure=$(program "$builddir/tests/bench/measure")
}

have() {
  command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]
}

# Every sample in one file: KEY MICROSECONDS KIB. One awk program makes the
# table or the JSON of them.
report() {
  local key
  for key in "$samples"/*; do
    [ ! -e "$key" ] || sed "s|^|${key##*/} |" "$key"
  done >"$tmp/all"
  awk -v format="$1" -v version="$("$vt" --version)" -v full="$full" \
    -v repeat="$repeat" -v cpus="$(nproc)" -v kernel="$(uname -sr)" \
    -v libvirt="$(libvirtd --version | sed 's/.* //')" \
    -f "$srcdir/tests/bench/report.awk" \
    "$tmp/names" "$tmp/without" "$tmp/all" "$tmp/lines"
}
