#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A guest with cloud-init takes a clone's seed for a new machine's: it renews
# what it is known by. With its source's seed it stays the source.
. "${srcdir:-.}/tests/guest/lib.sh"
guest_world
guest_image cloud
need xorriso ssh-keygen
patience=450

disk=$(guest_disk original.qcow2)
cp "$guest/seed.iso" "$images/original-seed.iso"
# A guest that gets no network waits two minutes for it, if it may.
machine() { # NAME SEED [SED]
  guest_domain_xml "$1" "$disk" 52:54:00:aa:00:01 "$2" |
    sed "s:</cmdline>: systemd.mask=systemd-networkd-wait-online.service&:
      ${3-}" >"$tmp/$1.xml"
  vt -q define "$tmp/$1.xml" >/dev/null
}
machine original "$images/original-seed.iso"
# One whose drive is empty.
machine blank none "s:<source file='none'/>::"
# What it told when it was made.
tr -d '\r' <"$guest/console" | sed -n 's/^twin: //p' >"$tmp/original.told"
is 'the machine knows its first seed' "$(told original instance-id)" \
  iid-original
printf '%s\n' '#cloud-config' 'runcmd:' \
  "- \"echo 'twin: note data' >>/root/twin-notes\"" >"$tmp/data"

ok 'a machine is cloned as it is' vt clone original plain
ok 'a machine is cloned with a seed of its own' \
  vt clone original web01 --identity cloud-init
ok 'a machine without a seed is cloned with a new one' \
  vt clone blank web02 --identity cloud-init \
  --hostname two.example --user-data "$tmp/data"
ok 'they start side by side' boots plain web01 web02

is 'the clone as it comes takes itself for the source' \
  "$(told plain instance-id)" iid-original
is '... with its host name' "$(told plain hostname)" original
is '... and its SSH host keys' "$(told plain key)" "$(told original key)"
is '... and has no network, whose card has another address' \
  "$(told plain address)" ''

other() { # NAME HOSTNAME
  is "$1 is a new instance: its UUID" "$(told "$1" instance-id)" \
    "$(vt -q dumpxml "$1" | sed -n 's:.*<uuid>\(.*\)</uuid>.*:\1:p')"
  is "$1 has a host name of its own" "$(told "$1" etc-hostname)" "$2"
  ok "$1 has SSH host keys" test -n "$(told "$1" key)"
  is "$1 has none of the source's" \
    "$(comm -12 <(told original key) <(told "$1" key))" ''
  ok "$1 has an address" test -n "$(address "$1")"
  is "$1 keeps what its owner left there" \
    "$(told "$1" note | grep -x kept)" kept
}
other web01 web01
other web02 two
is 'two clones have no SSH host key in common' \
  "$(comm -12 <(told web01 key) <(told web02 key))" ''
is 'what is given as user-data is done' "$(told web02 note | grep -x data)" data
done_testing
