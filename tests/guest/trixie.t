#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A Debian 13 with NetworkManager: sealed, its connection comes up on the new
# card; told by credentials alone, systemd makes it another machine.
. "${srcdir:-.}/tests/guest/lib.sh"
need ssh-keyscan ssh-keygen
guest_appliance
guest_image trixie
guest_world

tr -d '\r' <"$guest/console" | sed -n 's/^twin: //p' >"$tmp/base.told"
disk=$(guest_disk base.qcow2)
guest_domain base "$disk"
run vt clone base sealed --linked --identity seal
is 'a clone is sealed' "$status" 0
run vt clone base told --linked --identity credentials
is 'another is told by credentials' "$status" 0
ok 'both start' boots sealed told

for name in sealed told; do
  is "$name knows its host name" \
    "$(told "$name" hostname) $(told "$name" etc-hostname)" "$name $name"
  like "$name has it in its hosts" "$(told "$name" hosts)" \
    "*127.0.1.1 $name.example $name,*"
  is "the machine id of $name is its UUID" \
    "$(told "$name" machine-id | tr -d ' ')" \
    "$(vt -q dumpxml "$name" | sed -n 's|.*<uuid>\(.*\)</uuid>.*|\1|p' | tr -d -)"
  differ "$name has host keys of its own" "$(told "$name" key)" \
    "$(told base key)"
  differ "$name has another card" "$(told "$name" mac)" "$(told base mac)"
  ok '... on which NetworkManager got an address' test -n "$(address "$name")"
  is "what $name's owner left is there" "$(told "$name" note)" kept
done
differ 'the keys of both are not the same' "$(told sealed key)" \
  "$(told told key)"
is 'the SSH server of one that was told shows its keys' \
  "$(host_key "$(address told)")" "$(told told key)"
done_testing
