#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# info says what a domain is and has.
. "${srcdir:-.}/tests/shell/lib.sh"
[ -x "$vt" ] || skip_all 'there is no program'
uri=test:///default

run "$vt" -q -c $uri info test
is 'info succeeds' "$status" 0
like 'it says the name' "$out" '*Name: *test*'
like 'and the state' "$out" '*State: *running*'
like 'and the disks' "$out" '* vda *disk *1024 GiB */guest/diskimage1*'
like 'and the interfaces' "$out" '* aa:bb:cc:dd:ee:ff *network *default*'
is 'a domain may be meant by its number' "$("$vt" -q -c $uri info 1)" "$out"
run "$vt" -q -c $uri info tset
is 'there must be such a domain' "$status-$errors" \
  "1-error: failed to get domain 'tset'
error: Did you mean 'test'?"
if command -v jq >/dev/null; then
  is 'there is JSON, sizes in bytes' \
    "$("$vt" -c $uri --json info test |
      jq -c '[.id, .state, .disks[0].size, .interfaces[0].mac, .source]')" \
    '[1,"running",1099506450432,"aa:bb:cc:dd:ee:ff",null]'
else
  skip 'there is JSON, sizes in bytes' 'jq is not installed'
fi
names=$(LC_ALL=C.UTF-8 "$vt" -q -c "test://$srcdir/tests/data/domains.xml" \
  list --all --uuid)
bad=
for name in $names; do
  "$vt" -q -c "test://$srcdir/tests/data/domains.xml" info "$name" \
    >"$tmp/out" 2>&1 || bad="$bad $name"
  ! LC_ALL=C grep -q '[[:cntrl:]]' "$tmp/out" || bad="$bad $name(control)"
done
is 'odd names and titles do it no harm' "$bad" ''

done_testing
