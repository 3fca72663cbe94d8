#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# audit finds what domains must not have in common.
. "${srcdir:-.}/tests/shell/lib.sh"

node=test://$srcdir/tests/data/clashes.xml

run "$vt" -c "$node" audit
is 'clashes make the exit status 1' "$status" 1
is 'and are counted' "$errors" 'error: 3 clashes found'
is 'each is a line' "$(echo "$out" | grep -c .)" 3
like 'a MAC address of two domains is one' "$out" \
  "*one, two: MAC address '52:54:00:00:00:01': *"
like 'so is a disk that both write to' "$out" \
  "*one, two: disk '/images/shared.qcow2': *"
like 'and a port' "$out" "*one, three: port '5901': *"
is 'a CD-ROM of two is not' "$(echo "$out" | grep -c cd.iso)" 0
is 'nor a port on two addresses' "$(echo "$out" | grep -c 5000)" 0
run "$vt" -c "$node" audit three
is 'one domain can be asked for' "$(echo "$out" | grep -c .)" 1
run "$vt" -c "$node" audit four
is 'one without a clash is status 0' "$status" 0
is 'and has nothing to say' "$out$errors" ''
run "$vt" -c "$node" audit nosuch
is 'a domain that is not there is an error' "$errors" \
  "error: failed to get domain 'nosuch'"
run "$vt" --json -c "$node" audit three
like 'JSON has the domains' "$out" '*"domains":*"one",*"three"*'
like 'and the value' "$out" '*"what": "port",*"value": "5901"*'
is 'and its exit status' "$status" 1
run "$vt" -c test:///default audit
is 'libvirt has nothing to find in its default' "$status" 0
done_testing
