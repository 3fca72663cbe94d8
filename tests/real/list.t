#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# list prints what virsh prints of real domains.
. "${srcdir:-.}/tests/real/lib.sh"
real_daemon

# same WORDS...
same() {
  run real_virsh list "$@"
  want=$out$errors-
  run vt list "$@"
  # After a mistake in the words ours also says how they are used.
  errors=$(sed '/^usage: /d' <<<"$errors")
  is "list${*:+ $*} is the same" "$out$errors-" "$want"
}

for name in idle paused saved snap auto; do
  path=$(disk $name.qcow2 qcow2 1M)
  domain $name "$path" qcow2
done
domain_xml moment >"$tmp/moment.xml"
chmod 644 "$tmp/moment.xml"
ok 'a domain starts' vt start idle
ok 'and another, paused' vt start --paused paused
ok 'one is saved' real_virsh 'start saved; managedsave saved'
ok 'one has a snapshot' real_virsh snapshot-create-as snap one
ok 'one starts by itself' real_virsh autostart auto
ok 'one is transient' real_virsh create "$tmp/moment.xml"

for which in '' --all --inactive --persistent --transient --with-snapshot \
  --without-snapshot --with-checkpoint --without-checkpoint \
  --with-managed-save --without-managed-save --autostart --no-autostart \
  --state-running --state-paused --state-shutoff --state-other; do
  # shellcheck disable=SC2086  # no word at all
  same $which
  [ -z "$which" ] || same --all --managed-save --title $which
done
same --all --id --name --uuid

# asked FUNCTION: how often the program has called libvirt's function.
asked() {
  grep -c " $1:" "$tmp/calls"
}
touch "$tmp/calls" && chmod 666 "$tmp/calls"
run as_user env LIBVIRT_LOG_FILTERS=1:libvirt LIBVIRT_DEBUG=1 \
  LIBVIRT_LOG_OUTPUTS="1:file:$tmp/calls" "$vt" -c "$uri" list --all
is 'the daemon is asked for all states at once' \
  "$(asked virDomainListGetStats)" 1
is 'and for none by itself' "$(asked virDomainGetState)" 0
run vt rename saved other
like 'a saved domain keeps its name' "$errors" '*with a managed save image*'
run vt rename paused other
like 'an active domain keeps its name' "$errors" '*cannot rename active*'
run vt rename snap shot
is 'one with a snapshot gets another' "$out" "Domain 'snap' renamed to 'shot'"
is 'which the daemon knows' "$(real_virsh domstate shot)" 'shut off'
done_testing
