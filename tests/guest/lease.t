#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A clone as it comes is the same machine to its network; one that was sealed
# is a machine of its own, and answers.
. "${srcdir:-.}/tests/guest/lib.sh"
guest_world
guest_image systemd
need ssh-keyscan ssh-keygen
guest_appliance

disk=$(guest_disk original.qcow2)
guest_domain original "$disk"
sum=$(sha256sum <"$disk")
ok 'a machine is cloned as it is' vt clone original plain
ok 'a machine is sealed as it is cloned' \
  vt clone original 'Web_01' --identity seal
ok 'a machine that is a template is cloned' vt clone original template
ok 'and is sealed in an overlay' \
  vt clone template web02 --linked --identity seal --hostname two.example
is 'the disk of the source is as it was' "$(sha256sum <"$disk")" "$sum"

ok 'the machine starts' boots original
ok 'its clones start beside it' boots plain Web_01 web02

is 'the clone as it comes has the same host name' \
  "$(told plain hostname)" original
is '... and the same machine-id' \
  "$(told plain machine-id)" "$(told original machine-id)"
is '... and the same SSH host keys' "$(told plain key)" "$(told original key)"
differ '... and another MAC address' "$(told plain mac)" "$(told original mac)"
is '... but gets the same lease' "$(address plain)" "$(address original)"

other() { # NAME HOSTNAME
  is "$1 has a host name of its own" "$(told "$1" hostname)" "$2"
  like "$1 has it in its hosts, too" "$(told "$1" hosts)" \
    "127.0.0.1 localhost,127.0.1.1 *$2*,"
  not_ok "$1 nowhere has the source's" grep -q original "$tmp/$1.told"
  differ "$1 has a machine-id of its own" "$(told "$1" machine-id)" \
    "$(told original machine-id)"
  is "$1 has three SSH host keys" "$(told "$1" key | wc -l)" 3
  is "$1 has none of the source's" \
    "$(comm -12 <(told original key) <(told "$1" key))" ''
  differ "$1 has an address of its own" "$(address "$1")" "$(address original)"
  is "the SSH server of $1 answers with its keys" \
    "$(host_key "$(address "$1")")" "$(told "$1" key)"
  is "$1 keeps what its owner left there" "$(told "$1" note)" kept
}
other Web_01 web-01
other web02 two.example
differ 'two sealed clones have two machine-ids' \
  "$(told Web_01 machine-id)" "$(told web02 machine-id)"
is '... and no SSH host key in common' \
  "$(comm -12 <(told Web_01 key) <(told web02 key))" ''
differ '... and two addresses' "$(address Web_01)" "$(address web02)"
is 'the network knows four machines by three names' \
  "$(wc -l <"$tmp/leases")" 3
done_testing
