#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A guest without systemd, whose network card is known by its address: sealed,
# it finds the card that the clone has.
. "${srcdir:-.}/tests/guest/lib.sh"
guest_world
guest_image sysv
need ssh-keyscan ssh-keygen
guest_appliance

disk=$(guest_disk original.qcow2)
guest_domain original "$disk"
ok 'a machine is cloned as it is' vt clone original plain
ok 'a machine is sealed as it is cloned' \
  vt clone original web01 --identity seal
ok 'they start side by side' boots original plain web01

is 'the machine knows its card by its name' \
  "$(told original address | sed 's/=.*//')" lan0
is 'the clone as it comes has no network' "$(told plain address)" ''
is 'the sealed one knows the card of its own' \
  "$(told web01 address | sed 's/=.*//')" lan0
differ 'it has an address of its own' "$(address web01)" "$(address original)"
is 'it has a host name of its own' "$(told web01 hostname)" web01
is 'it has three SSH host keys' "$(told web01 key | wc -l)" 3
is 'none of them is the source'\''s' \
  "$(comm -12 <(told original key) <(told web01 key))" ''
is 'its SSH server answers with them' \
  "$(host_key "$(address web01)")" "$(told web01 key)"
is 'it got no machine-id, for it has none' "$(told web01 machine-id)" ''
is 'it keeps what its owner left there' "$(told web01 note)" kept
done_testing
