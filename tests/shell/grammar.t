#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Lines are understood as virsh understands them: tests/data/lines says which,
# and where we differ and why.
. "${srcdir:-.}/tests/shell/lib.sh"
need virsh
[ -x "$vt" ] || skip_all 'there is no program'

tab=$(printf '\t')
uri=test:///default

# A data file's text, with a dot after it that keeps line breaks at its end.
text() {
  printf '%s.' "$1" | sed 's/␉/\t/g; s/␤/\n/g; s/∅//g'
}

# Results, then errors, then whether it succeeded. The line that says what a
# command takes is ours alone.
all() {
  "$@" >"$tmp/out" 2>"$tmp/err"
  code=$?
  grep -v '^usage: ' "$tmp/err" | cat "$tmp/out" -
  [ "$code" -eq 0 ] && echo '[success]' || echo '[failure]'
}

# ran PROGRAM HOW INPUT: what it makes of a line.
ran() {
  case $2 in
  words)
    eval "set -- \"\$1\" -c $uri $3"
    all "$@" </dev/null
    ;;
  options)
    eval "set -- \"\$1\" $3"
    all "$@" </dev/null
    ;;
  input) printf '%s\n' "$3" | all "$1" -c $uri ;;
  *) all "$1" -c $uri -- "$3" </dev/null ;;
  esac
}

while IFS=$tab read -r kind line want why; do
  case $kind in '' | '#'*) continue ;; esac
  how=${kind#*-}
  input=$(text "$line")
  input=${input%.}
  ours=$(ran "$vt" "$how" "$input")
  case $kind in
  same-input)
    is "standard input as virsh's line: $line" "$ours" \
      "$(ran virsh line "$input")"
    ;;
  same*)
    is "as virsh${how#same}: $line" "$ours" "$(ran virsh "$how" "$input")"
    ;;
  *)
    want=$(text "$want")
    is "$line ($why)" "$(echo "$ours" | sed '$d')" \
      "$(printf '%s' "${want%.}")"
    is "virsh does something else with $line" \
      "$([ "$ours" = "$(ran virsh "$how" "$input")" ] && echo 'the same')" ''
    ;;
  esac
done <"$srcdir/tests/data/lines"

# ---- help -------------------------------------------------------------------

# labels PROGRAM COMMAND: what help shows before the text of each option.
labels() {
  "$1" -q help "$2" </dev/null | awk '
    /^  OPTIONS/ { on = 1 }
    /^$/ { on = 0 }
    on && match($0, /^    \[?--[a-z-]+\]?( <[a-z]+>)? +/) {
      print substr($0, 1, RLENGTH) "|" }'
}

# What is in the second file, and other than in the first.
others() {
  awk '
    { match($0, /--[a-z-]+/); name = substr($0, RSTART, RLENGTH) }
    NR == FNR { line[name] = $0; next }
    name in line && line[name] != $0' "$1" "$2"
}

# heads PROGRAM COMMAND: virsh describes few commands, and has no examples.
heads() {
  "$1" -q help "$2" </dev/null | grep -x '  [A-Z]*' |
    grep -v -e DESCRIPTION -e EXAMPLE
}

commands() {
  "$1" -q help </dev/null | sed -n 's/^    \([a-z][a-z-]*\) .*/\1/p' | sort
}

commands virsh >"$tmp/theirs"
commands "$vt" >"$tmp/ours"
for command in $(comm -12 "$tmp/theirs" "$tmp/ours"); do
  labels virsh "$command" >"$tmp/virsh"
  labels "$vt" "$command" >"$tmp/vt"
  is "help $command shows options as virsh does" \
    "$(others "$tmp/virsh" "$tmp/vt")" ''
  is "help $command has the same parts" "$(heads "$vt" "$command")" \
    "$(heads virsh "$command")"
done
ok 'more than a dozen commands are compared' \
  test "$(comm -12 "$tmp/theirs" "$tmp/ours" | wc -l)" -gt 12
is 'help has the same lines around its groups' \
  "$("$vt" help | sed -n '1,3p')" "$(virsh help | sed -n '1,3p')"
for command in list dumpxml destroy hostname uri; do
  is "and for $command the same line" "$("$vt" help | grep "^    $command ")" \
    "$(virsh help | grep "^    $command ")"
done
is 'what virsh alone has is explained by virsh' \
  "$("$vt" -c $uri help domblkstat)" "$(virsh help domblkstat)"
is 'its groups, too' "$("$vt" -c $uri help pool)" "$(virsh help pool)"
is 'and with --help' "$("$vt" -c $uri domblkstat --help)" \
  "$(virsh domblkstat --help)"

# The same lines, quietly and as a script.
for options in '' -q; do
  # shellcheck disable=SC2086
  is "virsh and we print the same for a few commands ${options:-loudly}" \
    "$("$vt" $options -c $uri 'uri; hostname; list --all; list --name')" \
    "$(virsh $options -c $uri 'uri; hostname; list --all; list --name')"
done

done_testing
