#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   embed.sh lua/FILE...
#
# Write each file as a row of a C initializer to standard output:
#   { "FILE", "\055\055...", LENGTH },
# Every byte becomes a three-digit octal escape, so that any text is safe and
# no escape can run into what follows.
set -eu

for file; do
  printf '{ "%s",\n' "${file#lua/}"
  od -An -v -to1 "$file" | sed 's/ /\\/g; s/.*/  "&"/'
  printf '  "", %d },\n' "$(wc -c <"$file")"
done
