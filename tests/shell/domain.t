#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The simple commands print what virsh prints.
. "${srcdir:-.}/tests/shell/lib.sh"
need virsh

# same NAME LINE: both programs print the same, and end with the same status.
same() {
  run virsh -c test:///default "$2"
  want=$status:$out$errors-
  run "$vt" -c test:///default "$2"
  is "$1" "$status:$out$errors-" "$want"
}

same 'uri' uri
same 'hostname' hostname
same 'version' version
same 'version --daemon' 'version --daemon'
same 'dumpxml' 'dumpxml test'
same 'dumpxml --inactive --security-info' \
  'dumpxml --inactive --security-info --domain test'
same 'destroy and start' \
  'destroy test; list --all; start test; list; start --paused nosuch'
same 'shutdown' 'shutdown test; list --all'
same 'undefine' 'destroy test; undefine test; list --all'
same 'undefine of an active domain' 'undefine test; list --all'
same 'connect' 'connect; uri; connect test:///default --readonly; uri'
same 'a domain by its id' 'dumpxml 1'
same 'a domain by its UUID' \
  'dumpxml 6695eb01-f6a4-8304-79aa-97f2502e193f'
same 'a domain that is not there' 'dumpxml nothing-like-it'

run "$vt" -c test:///default destroy tset
is 'a near name is offered' "$errors" "error: failed to get domain 'tset'
error: Did you mean 'test'?"
run "$vt" -c test:///default start test
is "libvirt's reason follows what was tried" "$errors" \
  "error: failed to start domain 'test':\
 internal error: Domain 'test' is already running"
run "$vt" -c test:///default 'connect --readonly; destroy test'
like 'a read-only connection changes nothing' "$errors" \
  '*read only access prevents virDomainDestroyFlags'
for pair in nvram tpm; do
  run "$vt" -c test:///default undefine test --$pair --keep-$pair
  is "--$pair and --keep-$pair exclude each other" "$errors" \
    "error: Options --$pair and --keep-$pair are mutually exclusive"
done
run "$vt" -c test:///default shutdown test --mode nicely
is 'an unknown mode of shutdown is refused' "$status" 2
run "$vt" -c test:///no/such/file list
like 'a connection that cannot be opened' "$errors" \
  '*error: failed to connect to the hypervisor
error: *'
is 'gives status 1' "$status" 1
done_testing
