#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What is broken or hostile, and Ctrl-C, end a clone that is sealed; nothing of it
# is left, and the host is untouched.
. "${srcdir:-.}/tests/guest/seal.sh"

domain empty "$(disk empty.img raw 16M)" raw
fails 'a disk without a system' empty '*no operating system*'

broken=$(system broken.img)
dd if=/dev/urandom of="$broken" bs=1k seek=8 count=900 conv=notrunc 2>/dev/null
domain broken "$broken" raw
fails 'a corrupt file system' broken '*no operating system*'

# The block of the directory /etc/ssh.
broken=$(system torn.img)
block=$(debugfs -R 'blocks /etc/ssh' "$broken" 2>/dev/null)
size=$(dumpe2fs -h "$broken" 2>/dev/null | sed -n 's/^Block size: *//p')
dd if=/dev/urandom of="$broken" bs="$size" seek="${block%% *}" count=1 \
  conv=notrunc 2>/dev/null
domain torn "$broken" raw
fails 'a directory that cannot be read' torn '*is damaged: *'

# A byte here and there, the same ones at each run; what comes of it may be
# either, but nothing else.
fuzzed=$(system fuzzed.img)
awk 'BEGIN { srand(7); for (i = 0; i < 400; i++)
  printf "%d %d\n", 1024 + rand() * 4e6, rand() * 256 }' |
  while read -r place byte; do
    printf '%b' "\\0$(printf %o "$byte")" |
      dd of="$fuzzed" bs=1 seek="$place" conv=notrunc 2>/dev/null
  done
domain fuzzed "$fuzzed" raw
sum=$(sha256sum <"$fuzzed")
run vt clone fuzzed new-fuzzed --identity seal
ok 'of a fuzzed file system comes a clone, or an error' test "$status" -le 1
[ "$status" -eq 0 ] || gone new-fuzzed
is '... and the source is as it was' "$(sha256sum <"$fuzzed")" "$sum"

domain huge "$(system huge.img 'truncate -s 20G etc/hosts')" raw
fails 'a huge file' huge '*/etc/hosts*more than is read*'

domain pipe "$(system pipe.img 'rm etc/hostname; mkfifo etc/hostname')" raw
fails 'a pipe in place of a file' pipe '*/etc/hostname*no regular file*'

# The device would be a disk of the appliance.
domain node "$(system node.img 'rm etc/machine-id; mknod etc/machine-id b 8 0')" raw
fails 'a device in place of a file' node '*/etc/machine-id*no regular file*'

echo outside >"$tmp/outside"
hostile=$(system hostile.img "
  rm etc/hostname; ln -s ../../../../..$tmp/outside etc/hostname
  rm -r etc/ssh var/lib/dhcp; ln -s $tmp etc/ssh; ln -s $tmp var/lib/dhcp
  mkfifo etc/mailname; mkdir etc/iscsi; mkfifo etc/iscsi/initiatorname.iscsi")
domain hostile "$hostile" raw
touch "$tmp/ssh_host_rsa_key" "$tmp/dhclient.leases"
run vt clone hostile caught --identity seal
is 'links that lead out of the guest lead nowhere' "$(cat "$tmp/outside")" \
  outside
ok '... and files of the host stay' test -e "$tmp/dhclient.leases"
is '... and are not written' "$(cat "$tmp/ssh_host_rsa_key")" ''

# ---- Ctrl-C

# The hook keeps the appliance for a while, however fast this machine is.
cat >"$tmp/slow.lua" <<'END'
virt.hook { name = "slow", copied = function() virt.run { "sleep", "5" } end }
END

# Once libguestfs has done what is named.
interrupted() { # NAME CALL
  local pid begun
  exec_as_user env --default-signal=INT LIBGUESTFS_TRACE=1 "$vt" -c "$uri" \
    clone base "$1" --identity seal --hook "$tmp/slow.lua" >"$tmp/late" 2>&1 &
  pid=$!
  until grep -q "trace: $2" "$tmp/late" || ! kill -0 "$pid" 2>/dev/null; do
    sleep 0.05
  done
  begun=$SECONDS
  kill -INT "$pid"
  wait "$pid"
  is "Ctrl-C after $2 ends a clone" "$?" 130
  ok '... within two seconds' test $((SECONDS - begun)) -le 2
  gone "$1"
}
base=$(system base.img)
domain base "$base" raw
interrupted early launch
interrupted late mount
interrupted last write
is 'no appliance is left' \
  "$(grep -l -f <(echo "$images") /proc/[0-9]*/cmdline 2>/dev/null)" ''

done_testing
