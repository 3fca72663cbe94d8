#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the guest of a clone reads: QEMU is started with the domain's own chain,
# and asked. And that the copy is seen to go on.
. "${srcdir:-.}/tests/real/lib.sh"
need script
real_daemon

# Three layers; the top zeroes what the lowest has.
below=$(disk base0.qcow2 qcow2 4M)
middle=$(disk base1.qcow2 qcow2 4M "$below")
top=$(disk base.qcow2 qcow2 4M "$middle")
io() { # PATH COMMAND
  as_user qemu-io -f qcow2 -c "$2" "$1" >/dev/null
}
io "$below" 'write -q -P 7 64k 192k'
io "$middle" 'write -q -P 8 1M 64k'
io "$top" 'write -q -z 64k 64k'
io "$top" 'write -q -P 9 2M 64k'
layer() { # PATH
  printf '%s' "<backingStore type='file'><format type='qcow2'/>" \
    "<source file='$1'/>"
}
chain="$(layer "$middle")$(layer "$below")<backingStore/></backingStore>\
</backingStore>"
domain_xml base "$top" qcow2 |
  sed "s|\(<source file='$top'/>\)|\1$chain|" >"$tmp/base.xml"
chmod 644 "$tmp/base.xml"
vt -q define "$tmp/base.xml" >/dev/null

# seen NAME PLACE...: a QEMU with the domain's own chain reads 64 KiB at each
# OFFSET of PATTERN:OFFSET; what it says comes into its log when it ends.
seen() {
  local place
  real_virsh -q start "$1" --paused >/dev/null || return
  for place in "${@:2}"; do
    real_virsh qemu-monitor-command "$1" --hmp "qemu-io libvirt-$layers-format \
\"read -P ${place%:*} ${place#*:} 64k\"" >/dev/null
  done
  real_virsh -q destroy "$1" >/dev/null
  find "$tmp/home" -name "$1.log" -exec cat {} + |
    grep -E '^(read|Pattern)' | cut -d' ' -f1-2 | uniq -c | xargs
}
right='5 read 65536/65536'
places=(0:64k 7:128k 8:1M 9:2M 0:3M)
# libvirt counts the layers from the lowest that the XML tells.
layers=1
is 'the guest of the source sees what was written' \
  "$(seen base "${places[@]}")" "$right"
run vt -q clone base wrong
like 'it would be seen if it did not' "$(seen wrong 6:128k)" '*Pattern verification*'
while read -r name words; do
  # shellcheck disable=SC2086  # words
  run vt -q clone base "$name" $words
  is "a clone is made: ${words:-by default}" "$status" 0
  is "its guest sees the same: ${words:-by default}" \
    "$(seen "$name" "${places[@]}")" "$right"
done <<END
flat
kept --chain keep
thin --linked
plain --disk vda,format=raw
grown --disk vda,size=6M
END

# ---- progress -----------------------------------------------------------------

# A hook that takes its time.
cat >"$tmp/slow.lua" <<'END'
virt.hook { name = "slow", copied = function() virt.run { "sleep", "1.6" } end }
END
chmod 644 "$tmp/slow.lua"
raw=$(disk big.raw raw 1M)
as_user qemu-io -f raw -c 'write -q 0 1M' "$raw" >/dev/null
domain big "$raw" raw
on_terminal() { # WORDS
  as_user env TERM=xterm script -qec "'$vt' -c '$uri' $1" /dev/null </dev/null
}
erase=$(printf '\r\033[K')
run on_terminal "clone big one --hook $tmp/slow.lua"
like 'after a second a line tells how far it is' "$out" \
  '*cloning 100%  1 MiB of 1 MiB*/s*left*'
like 'in the end it is erased' "$out" \
  "*cloning*$erase*Domain 'one' cloned from 'big'*"
not_ok 'and does not come back' grep -q cloning <<<"${out##*"$erase"}"
run on_terminal "-q clone big two --hook $tmp/slow.lua"
is 'with -q there is none' "$(grep -c cloning <<<"$out")" 0
run vt clone big three --hook "$tmp/slow.lua"
is 'nor without a terminal' "$status$errors" 0
run on_terminal 'clone big four'
is 'nor before a second has gone by' "$(grep -c cloning <<<"$out")" 0
done_testing
