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

# ---- what virsh does not have

vt_list() {
  "$vt" -q -c "$node" list --all "$@"
}

is 'patterns choose by name' "$("$vt" -q -c test:///default list 't*' --name)" \
  test
is 'any of several will do' \
  "$(vt_list --name | grep -c '^[ab]')" "$(vt_list 'a*' 'b*' --name | grep -c .)"
is 'none may' "$(vt_list --name 'nosuch*')" ''
is 'columns are as they are asked for' \
  "$("$vt" -c test:///default list --columns state,name,vcpus)" \
  " State     Name   vCPUs
-------------------------
 running   test   2"
run vt_list --columns id,nmae
is 'a column must be there' "$status-$errors" "2-error: there is no column 'nmae'
error: Did you mean 'name'?"
run vt_list --columns id --name
is 'and goes not with names only' "$status-$errors" \
  '2-error: Options --columns and --name are mutually exclusive'
is 'CSV is for spreadsheets' \
  "$("$vt" -c test:///default list --format csv --columns name,state | head -n 2)" \
  'name,state
test,running'
odd='also with odd names'
command -v python3 >/dev/null || skip "$odd" 'python3 is not installed'
! command -v python3 >/dev/null || is "$odd" "$(vt_list --format csv --columns name | python3 -c '
import csv, sys
for row in csv.reader(sys.stdin):
    print(row[0])' | LC_ALL=C sort)" "$(vt_list --name | LC_ALL=C sort)"
is 'JSON has numbers and flags' \
  "$(vt_list test --format json --columns name,vcpus,autostart,title,id \
    2>&1 | tr -d ' \n')" \
  "$("$vt" -q --json -c "$node" list --all test \
    --columns name,vcpus,autostart,title,id | tr -d ' \n')"

cat >"$tmp/sort.xml" <<'END'
<node>
END
for name in vm10 vm9 vm100 b; do
  echo "<domain type='test'><name>$name</name><memory>1024</memory>
    <os><type>hvm</type></os></domain>" >>"$tmp/sort.xml"
done
echo '</node>' >>"$tmp/sort.xml"
is 'numbers in names are sorted as numbers' \
  "$("$vt" -q -c "test://$tmp/sort.xml" list --all --name --sort name |
    tr '\n' ' ')" 'b vm9 vm10 vm100 '
run vt_list --sort nosuch
is 'one can sort by columns only' "$status" 2
done_testing
