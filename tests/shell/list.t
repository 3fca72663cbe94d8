#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# list prints what virsh prints, byte for byte.
. "${srcdir:-.}/tests/shell/lib.sh"
need virsh

node=test://$srcdir/tests/data/domains.xml

# same NAME URI GLOBAL-OPTION WORDS...: both programs agree on output.
same() {
  name=$1 uri=$2 global=$3
  shift 3
  run virsh ${global:+"$global"} -c "$uri" list "$@"
  want=$out$errors-
  run "$vt" ${global:+"$global"} -c "$uri" list "$@"
  is "$name" "$out$errors-" "$want"
}

is 'virsh lists the odd domains at all' \
  "$(virsh -c "$node" list --all --name | wc -l)" 28

for which in '' --all --inactive --persistent --transient --with-snapshot \
  --without-snapshot --with-checkpoint --without-checkpoint \
  --with-managed-save --without-managed-save --autostart --no-autostart \
  --state-running --state-paused --state-shutoff --state-other \
  '--all --transient' '--all --persistent' '--all --with-snapshot' \
  '--all --without-snapshot' '--all --with-managed-save' \
  '--all --without-managed-save' '--all --autostart' '--all --no-autostart' \
  '--state-running --state-shutoff' '--state-paused --state-other' \
  '--inactive --state-running'; do
  # shellcheck disable=SC2086  # several words
  same "list $which chooses the same domains" "$node" '' $which
done

for how in --table --uuid --name --id '--uuid --name' '--id --name' \
  '--id --uuid' '--name --id --uuid' --title --managed-save \
  '--title --managed-save' '--name --title'; do
  for quiet in '' -q; do
    # shellcheck disable=SC2086  # several words
    same "${quiet:+$quiet }list $how shows them in the same way" \
      "$node" "$quiet" --all $how
  done
done

for uri in test:///default "$node"; do
  same "an empty list of ${uri##*/} is the same" "$uri" '' --with-checkpoint
  same "and with -q" "$uri" -q --with-checkpoint
  same "and as names" "$uri" '' --with-checkpoint --name
done

for word in name uuid id; do
  run "$vt" -c test:///default list --table --$word
  is "--table and --$word exclude each other" "$errors" \
    "error: Options --table and --$word are mutually exclusive"
  is "which is a wrong use ($word)" "$status" 2
done

LC_ALL=C run "$vt" -c "$node" list --all --title
c=$out
run "$vt" -c "$node" list --all --title
is 'LC_ALL=C changes nothing, as names are UTF-8' "$c" "$out"
done_testing
