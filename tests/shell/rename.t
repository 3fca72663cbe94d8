#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# rename gives an inactive domain another name, and no name that hurts.
. "${srcdir:-.}/tests/shell/lib.sh"

node=test://$srcdir/tests/data/domains.xml

run "$vt" -q -c "$node" "rename A new; list --all --name"
is 'a domain is renamed' "$(echo "$out" | head -n 1)" \
  "Domain 'A' renamed to 'new'"
is 'it has the new name' "$(echo "$out" | grep -cx new)" 1
is 'and not the old one' "$(echo "$out" | grep -cx A)" 0
run "$vt" -q -c "$node" "domrename A new"
is 'domrename is another name of rename' "$out" "Domain 'A' renamed to 'new'"

# refused NAME WORD NEW MESSAGE: nothing changes, the status is 1.
refused() {
  run "$vt" -c "$node" rename "$2" "$3"
  is "$1 is refused" "$errors" "error: $4"
  is "with status 1 ($1)" "$status" 1
}
refused 'its own name' A A "cannot rename domain 'A' to itself"
refused 'a taken name' A base "domain with name 'base' already exists"
refused 'an active domain' Running x \
  "cannot rename active domain 'Running': shut it down first"
refused 'a managed save image' saved x \
  "cannot rename domain 'saved' with a managed save image:\
 start it and shut it down first"
refused 'a domain that is not there' nosuch x "failed to get domain 'nosuch'"

run "$vt" -c "$node" -r rename A x
like 'a read-only connection forbids it' "$errors" \
  '*operation forbidden: read only access prevents virDomainRename'

for name in 123 -- 00000000-0000-4000-8000-000000000999 -x 'x ' ' x'; do
  run "$vt" -c "$node" rename -- A "$name"
  like "'$name' needs --force" "$errors" '*(--force takes it)'
done
run "$vt" -q -c "$node" rename --force A 123
is 'and is taken with it' "$out" "Domain 'A' renamed to '123'"
done_testing
