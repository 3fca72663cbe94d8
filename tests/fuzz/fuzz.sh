#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The targets of this folder with libFuzzer:
#
#   make fuzz [FUZZ_TIME=SECONDS] [FUZZ=TARGET]
#
# FUZZ_TIME is how long each target runs (60), FUZZ one of fuzz_image, fuzz_xml
# (all). What it finds is left in fuzz.out, as crash-...; fuzz.out/TARGET FILE
# shows it again.
set -eu
srcdir=${srcdir:-.}
clang=${CLANG:-clang}
out=$PWD/fuzz.out
# shellcheck disable=SC2054  # the commas are the compiler's
flags=(-g -O1 -std=gnu11 -D_GNU_SOURCE -DLIBFUZZER "-I$srcdir/src"
  -fsanitize=address,undefined -fno-sanitize-recover=all)

skip() {
  echo "fuzz: skipped: $*"
  exit 0
}

command -v "$clang" >/dev/null || skip "there is no $clang"
rm -rf "$out/o" && mkdir -p "$out/o"
echo 'int LLVMFuzzerTestOneInput(const char *b, long n)
{ (void)b; (void)n; return 0; }' |
  "$clang" -fsanitize=fuzzer,address -x c - -o "$out/o/try" 2>"$out/o/why" ||
  skip "$clang cannot link a fuzzer: $(head -n 1 "$out/o/why")"

# The core alone: no shell, no Lua.
echo 'fuzz: building'
# shellcheck disable=SC2086,SC2016  # words, for sh
printf '%s\n' $FUZZ_OBJECTS | grep -E '^src/(base|virt|store|guest|clone)/' |
  xargs -P "$(nproc)" -I{} sh -c 'o=$1 out=$2 srcdir=$3; shift 3
    exec "$@" -c "$srcdir/${o%.o}.c" -o "$out/o/$(echo "$o" | tr / _)"' \
    sh {} "$out" "$srcdir" \
    "$clang" "${flags[@]}" -fsanitize=fuzzer-no-link ${FUZZ_CFLAGS:-}
for source in "$srcdir"/tests/fuzz/*.c; do
  name=$(basename "$source" .c)
  # shellcheck disable=SC2086
  "$clang" "${flags[@]}" -fsanitize=fuzzer ${FUZZ_CFLAGS:-} "$source" \
    "$out"/o/*.o ${FUZZ_LIBS:-} -o "$out/$name"
done

corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
mkdir "$corpus/fuzz_image" "$corpus/fuzz_xml"

# Two images each: the second one is what the first may name.
pair() { # NAME FILE FILE
  local half
  for half in "$2" "$3"; do
    head -c 2048 "$half" >"$corpus/half"
    truncate -s 2048 "$corpus/half"
    cat "$corpus/half"
  done >"$corpus/fuzz_image/$1"
}
images() (
  cd "$corpus"
  qemu-img create -q -f raw raw 1M
  qemu-img create -q -f qcow2 b 1M
  qemu-img create -q -f qcow2 -o compat=0.10 v2 1M
  qemu-img create -q -f qcow2 -b b -F qcow2 top
  qemu-img create -q -f qcow2 -u -b a -F qcow2 loop 1M
  qemu-img create -q -f qcow2 -o extended_l2=on ext 1M
  qemu-img create -q -f qcow2 -o data_file=data data_file 1M
  for format in vmdk qed vdi vpc vhdx; do
    qemu-img create -q -f "$format" "$format" 1M
  done
  for name in raw b v2 top loop ext data_file vmdk qed vdi vpc vhdx; do
    pair "$name" "$name" b
    pair "$name-top" top "$name"
  done
)
if command -v qemu-img >/dev/null; then
  images
else
  echo 'fuzz: there is no qemu-img: images are made of nothing'
fi
cp "$srcdir"/tests/data/*.xml "$corpus/fuzz_xml"
grep -oh '"[^" %]*"' "$srcdir"/src/clone/rules_*.c "$srcdir"/src/virt/claims*.c |
  tr '/|@"' '\n' | grep -E '^[A-Za-z]{2,}$' | sort -u |
  sed 's/.*/"&"/' >"$corpus/words"

[ $# -gt 0 ] || set -- fuzz_image fuzz_xml
for name; do
  echo "fuzz: $name for ${FUZZ_TIME:-60} seconds"
  dict=()
  [ "$name" != fuzz_xml ] || dict=("-dict=$corpus/words")
  (cd "$out" && TMPDIR=$corpus "./$name" -max_total_time="${FUZZ_TIME:-60}" -timeout=10 \
    -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 -verbosity=0 \
    "${dict[@]}" "$corpus/$name")
done
