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
ops=$tmp/home/state/virt-twin/ops
there() {
  find "$images" | sort | tr '\n' ' '
}
clean="$images $images/a $vda "

# At every change, also on a file system that cannot rename without replacing
# (there nobody knows whose a directory is that had just been made), and with
# somebody else's directory, made meanwhile, in the place of ours.
for fs in '' poor; do
  fault_fs=$fs
  for mode in before after; do
    n=0
    while n=$((n + 1)); faulty $mode "$n"; [ -n "$hit" ]; do
      foreign=
      [ -e "$new" ] || { foreign=$new && as_user mkdir "$new"; }
      run vt -q recover
      [ -z "$foreign" ] || rmdir "$foreign" ||
        wrong "$fs $mode $n, $hit: recover took a directory that was not ours"
      if [ "$fs/$status" = poor/5 ] && [ -e "$new/web.raw" ] &&
        [ ! -s "$new/web.raw" ]; then # a placeholder: see mounts.t
        rm "$new/web.raw"
        run vt -q recover
      elif [ "$fs/$status" = poor/5 ]; then
        [[ $errors == *"somebody else's; if not: rmdir '$images/a/b'" ]] ||
          wrong "$fs $mode $n, $hit: the remedy is not said" "$errors"
        again=--force
        [ -z "$foreign" ] || again=
        run vt -q recover $again
      fi
      if vt -q dumpxml web >/dev/null 2>&1; then # it was done
        vt -q undefine web >/dev/null
        rm -r "$new"
        continue
      fi
      [ "$status$errors$(there)" = "0$clean" ] ||
        wrong "$fs $mode $n, $hit: left:" "$errors" "$(there)"
    done
    vt -q undefine web >/dev/null
    rm -r "$new"
    ok "${fs:+$fs: }it was killed at many places ($mode)" test "$n" -gt 9
  done
  verdict "${fs:+$fs: }killed at any time, recover removes what was made, no more"
  for call in mkdir renameat2 fchown; do
    n=0
    while n=$((n + 1)); faulty fail "$n" "$call"; [ -n "$hit" ]; do
      [ "$status" -ne 0 ] || break # a file's owner is done without
      [ "$status$(there)$(ls "$ops")" = "1$clean" ] ||
        wrong "$fs $call $n: left:" "$errors" "$(there)"
    done
    [ "$n" -gt 1 ] || [ "$fs/$call" = poor/renameat2 ] ||
      wrong "$call was never called"
    vt -q undefine web >/dev/null
    rm -r "$new"
  done
  verdict "${fs:+$fs: }when a directory cannot be made, nothing is left"
done
fault_fs=

faulty before 1 virDomainDefineXMLFlags
echo mine >"$new/mine"
run vt -q recover
is 'a directory with a file of somebody else stays' "$status$(ls "$new")" \
  0mine
rm -r "${new:?}"

# Where the directory cannot be removed, it is said, and recover tries again.
faulty all 1 'linkat rmdir'
like 'what cannot be removed is said' "$status$errors" \
  "5*not everything could be undone*remove directory '$new'*"
run vt -q recover
is 'and recovered later' "$status$(there)" "0$clean"
done_testing
