#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Speed and memory, side by side with other programs.

usage() {
  cat <<'END'
usage: bench.sh [--json] [CASE]...     CASE: a b c d e f g h i j k l; none: all

 a  fixed cost of a clone           e  a disk that is one hole
 b  beside 1,000 other domains      f  four disks
 c  100 clones that share blocks    g  peak memory (of the cases that ran)
 d  a disk with data               h  a dry run with ten hooks
 i  sealing, beside an appliance   j  the first prompt
 k  list of 1,000 domains          l  completion of 1,000 names

The table goes to standard output (--json: the same as JSON), the JSON also to
bench.json. Work is done below TMPDIR, which must be on a real disk. From the
environment:
  BENCH_FULL=1     sizes of the aims: 2 GiB in 8 GiB, four times 512 MiB
  BENCH_REPEAT=N   samples of each (5)
  BENCH_MANY=N     clones of case c (100)
  BENCH_INSTALL=1  install what it compares with (./bootstrap deps bench)
END
}

format=table
wanted=
for word; do
  case $word in
    --json) format=json ;;
    [a-l]) wanted="$wanted $word" ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
done
[ -n "$wanted" ] || wanted='a b c d e f h i j k l g'

[ -z "${BENCH_INSTALL:-}" ] || "${srcdir:-.}/bootstrap" deps bench >&2
. "${srcdir:-.}/tests/bench/cases.sh"
. "${srcdir:-.}/tests/bench/guest.sh"
. "${srcdir:-.}/tests/bench/shell.sh"

bench_begin
cases_begin
for word in $wanted; do
  say "case $word"
  "case_$word"
done
json=$builddir/bench.json
report json >"$json"
report "$format"
say "wrote $json"
