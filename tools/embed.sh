#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   embed.sh DIR FILE...
#
# Write each file as a row of a C initializer to standard output:
#   { "virt/NAME.lua", "\055\055...", LENGTH },
# The name is the path below DIR. Every byte becomes a three-digit octal
# escape, so that any text is safe and no escape can run into what follows.
set -eu

dir=$1
shift
for file; do
  name=${file#"$dir"/}
  printf '{ "%s",\n' "$name"
  od -An -v -to1 "$file" | sed 's/ /\\/g; s/.*/  "&"/'
  printf '  "", %d },\n' "$(wc -c <"$file")"
done
