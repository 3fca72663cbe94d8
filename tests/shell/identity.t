#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a clone does not share with its source, against libvirt's test driver.
. "${srcdir:-.}/tests/shell/lib.sh"

HOME=$tmp XDG_CONFIG_HOME=$tmp XDG_STATE_HOME=$tmp XDG_CACHE_HOME=$tmp
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME
base=$srcdir/tests/data/identity.xml

vt() { # COMMANDS: with the domain "base", in one process
  run "$vt" -q -c test:///default "define '$base' --no-validate; $1"
}
line() { # XML as lines without indentation
  echo "$out" | sed 's/^ *//'
}
has() { # NAME PATTERN
  like "$1" "$(line)" "*$2*"
}

vt 'clone base web --print-xml'
is 'a domain with much identity is cloned' "$status" 0
has 'the name is new' '<name>web</name>'
is 'the UUID is new' "$(line | grep -c 0000000000aa)" 2
has 'the serial number speaks to cloud-init of the clone' \
  'ds=nocloud;s=http://10.0.0.1/web/;h=web;i='
has 'a serial number that says nothing stays' '<entry name="serial">SN-1<'
has 'the host name in a credential is new' 'system.hostname=web<'
has 'a port that QEMU listens on is the next one' 'service="5001"'
has 'a console has a port that is free' 'port="-1"'
has 'so has its websocket' 'websocket="-1"'
has 'its password stays' 'passwd="x"'
has 'the vsock address is the lowest that is free' 'address="4"'
is 'a host device is left out' "$(line | grep -c hostdev)" 0
is 'the generation id is new' "$(line | grep -c 6695eb01)" 0
is 'the title is gone' "$(line | grep -c '<title>')" 0

vt 'clone base web --dry-run'
has 'the plan says what still is the source'"'"'s' \
  "Still says what is the source's:
description: 'cloned from base-1*"
has 'what is shared' 'Shared:
devices/filesystem: this directory*'
has 'what is left out' 'Left out:
devices/hostdev: a host device is left out*'
has 'what is the same' 'The same in both:
*password*'
has 'and what has changed' "Changed:
*websocket: '5700' is now '-1'*"

run "$vt" -c test:///default "define '$base' --no-validate; clone base web"
like 'a clone tells what matters' "$errors" \
  '*note: a host device is left out*(devices/hostdev)*'
is 'and not what has changed' "$(echo "$errors" | grep -c 'is now')" 0

vt 'clone base web --strict'
is 'a strict clone that says what is the source'"'"'s is refused' "$status" 1
like 'with the place' "$errors" '*description: residue*'
vt 'clone base web --strict --description fine; audit'
is 'without it is not' "$status" 0
is 'and nothing clashes afterwards' "$(echo "$out" | tail -n 1)" \
  "Domain 'web' cloned from 'base'"

vt 'clone base web --title Web --description Mine --print-xml'
has 'the title is as it was said' '<title>Web</title>'
has 'so is the description' '<description>Mine</description>'
vt 'clone base web --mac keep --print-xml'
has 'addresses are kept on request' '52:54:00:01:02:03'
vt 'clone base web --mac keep --dry-run'
has 'which is told as a clash' "MAC address '52:54:00:01:02:03' is also"
vt 'clone base web --mac keep --strict --description x'
is 'and refused where it is strict' "$status" 1
vt 'clone base web --hostdev keep --print-xml'
has 'a host device is kept on request' '<hostdev'
vt 'clone base web --hostdev keep --dry-run'
has 'and told as a clash' 'a host device stays, and only one'
vt 'clone base a; clone base b; clone base c --print-xml'
has 'the third clone has the third free port' 'service="5003"'
has 'and the third CID' 'address="6"'
vt 'clone base web-{1..3}; audit'
is 'clones of one call do not clash either' "$status" 0
vt 'clone base web --uuid 00000000-0000-4000-8000-0000000000bb --print-xml'
is 'a UUID that was given is everywhere' \
  "$(line | grep -c '0000000000bb')" 3
vt 'clone base web; clone web web2 --print-xml'
has 'a clone of a clone is one, too' 'h=web2;'
has 'with its own ports' 'service="5002"'

# ---- what a network keeps for the source -------------------------------------

run "$vt" -c "test://$srcdir/tests/data/dhcp.xml" \
  'destroy base; clone base web --mac 52:54:00:00:00:bb'
like "a reservation of the old address is told, with the command for a new one" \
  "$errors" "*network 'lab' reserves 10.7.0.9 for the source's \
52:54:00:00:00:01; *: virsh net-update 'lab' add ip-dhcp-host \
\"<host mac='52:54:00:00:00:bb' ip='ADDRESS'/>\" --live --config \
(devices/interface\[1\])*"
is 'once: others have none' "$(echo "$errors" | grep -c reserves)" 1
for mac in keep 52:54:00:00:00:aa; do
  run "$vt" -c "test://$srcdir/tests/data/dhcp.xml" \
    "destroy base; clone base web --mac $mac"
  is "nothing is told with --mac $mac, which has one" \
    "$status$(echo "$errors" | grep -c reserves)" 00
done

run "$vt" -q help identity
has 'help has the table' 'devices/vsock/cid/@address'
has 'with the options' 'left out (--hostdev)'
done_testing
