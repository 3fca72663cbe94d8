#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Directories of new files are made when that is asked for, and taken back.
. "${srcdir:-.}/tests/real/faults.sh"
real_embed
vda=$(disk base.raw raw 1M)
fill raw "$vda"
domain base "$vda" raw
new=$images/a/b

run vt -q clone base web --disk "vda,path=$new/web.raw"
like 'without --mkdir a missing directory is an error with the remedy' \
  "$status$errors" "1*directory '$new' does not exist (--mkdir makes it)*"
run vt -q clone base web --dir "$new"
like 'so it is with --dir' "$status$errors" '1*--mkdir makes it*'
is 'and nothing is made' "$(ls "$images")" base.raw

run vt -q clone base web --dir "$new" --mkdir --dry-run
is 'a dry run with --mkdir succeeds' "$status$errors" 0
is 'and makes nothing' "$(ls "$images")" base.raw

as_user chmod 711 "$images"
run vt -q clone base web --disk "vda,path=$new/web.raw" --mkdir
is '--mkdir makes them' "$status$errors" 0
ok 'and the copy is whole' cmp "$vda" "$new/web.raw"
is 'with the mode of the one above' "$(stat -c %a "$images/a" "$new")" \
  "$(printf '711\n711')"
vt -q undefine web >/dev/null
rm -r "$images/a"

# Two of a call share what is new, and one of them fails.
as_user mkdir "$images/a"
run vt -q clone base w-{1,2} --dir "$new/c" --mkdir
is 'two clones share what is made' "$status$errors$(ls "$new/c")" \
  "0$(printf 'w-1.raw\nw-2.raw')"
vt -q 'undefine w-1; undefine w-2' >/dev/null
rm -r "$new"

options=(--dir "$new" --mkdir)
for call in linkat virDomainDefineXMLFlags; do
  faulty fail 1 "$call"
  is "when $call fails, only what was made goes" \
    "$status$hit$(find "$images" | sort | tr '\n' ' ')" \
    "1$call$images $images/a $vda "
done
for n in 1 2 3; do
  faulty before "$n"
  run vt -q recover
  is "killed before change $n ($hit), recover removes what was made" \
    "$status$errors$(find "$images" | sort | tr '\n' ' ')" \
    "0$images $images/a $vda "
done
faulty before 1 virDomainDefineXMLFlags
echo mine >"$new/mine"
run vt -q recover
is 'a directory with a file of somebody else stays' "$status$(ls "$new")" \
  0mine
done_testing
