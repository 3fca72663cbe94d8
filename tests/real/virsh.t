#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Commands that only virsh has run there, on the same connection.
. "${srcdir:-.}/tests/real/lib.sh"
need virsh
real_daemon
domain 'a b'
domain web

run vt domstate 'a b'
is 'an unknown command is one of virsh' "$status-$out" "0-$(real_virsh domstate 'a b')"
run vt "domstate 'a b'; list --all --name"
like 'also in a line' "$out" "shut off*a b*"
run vt domstate nosuch
is 'its failure is ours' "$status-$errors" "1-error: failed to get domain 'nosuch'"
run vt 'domstate nosuch; echo after'
is 'and ends a line' "$status-$out" 1-
run vt 'virsh list --all --title | grep -c web'
# shellcheck disable=SC2016  # no command is meant
is '`virsh` runs also what both have' "$status-$out" 0-1
run vt -q domstate web
is '-q is for it, too' "$out" "$(real_virsh -q domstate web)"
run vt -r virsh undefine web
like 'and so is -r' "$status-$errors" '1-*read only access*'
run vt --json domstate web
is 'there is JSON' "$(echo "$out" | tr -d ' \n')" \
  '{"output":"shutoff\n\n","status":0}'
like 'its options are its own' "$(vt domstate --help)" '*domstate - domain state*'
run vt 'alias st = domstate web; echo'
is 'an alias may stand for one' \
  "$(printf 'alias st = domstate\nst web\n' | vt -q)" 'shut off'
is 'its commands are completed' "$(vt -q complete -- virsh domst)" 'domstate
domstats'
is 'and so are its words, by virsh' \
  "$(vt -q complete -- domstate --domain w)" web
run "$vt" -c test:///default domstate test
is 'a connection of ours alone is told' "$status-$errors" \
  "1-error: 'domstate' is a command of virsh, which cannot be given \
test:///default: that exists in this program alone"
run env PATH=/nowhere "$vt" -q domstate test
is 'without virsh it is unknown' "$status-$errors" \
  "2-error: unknown command: 'domstate'"

done_testing
