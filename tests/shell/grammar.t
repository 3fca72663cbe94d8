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
  printf '%s.' "$1" | sed 's/␉/\t/g; s/␤/\n/g'
}

# Results, then errors, then whether it succeeded. The line that says what a
# command takes is ours alone.
all() {
  "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
  code=$?
  grep -v '^usage: ' "$tmp/err" | cat "$tmp/out" -
  [ "$code" -eq 0 ] && echo '[success]' || echo '[failure]'
}

while IFS=$tab read -r kind line want why; do
  case $kind in '' | '#'*) continue ;; esac
  input=$(text "$line")
  input=${input%.}
  ours=$(all "$vt" -c $uri -- "$input")
  if [ "$kind" = same ]; then
    is "as virsh: $line" "$ours" "$(all virsh -c $uri -- "$input")"
  else
    want=$(text "$want")
    is "$line ($why)" "$(echo "$ours" | sed '$d')" \
      "$(printf '%s' "${want%.}")"
  fi
done <"$srcdir/tests/data/lines"

# The same lines, quietly and as a script.
for options in '' -q; do
  # shellcheck disable=SC2086
  is "virsh and we print the same for a few commands ${options:-loudly}" \
    "$("$vt" $options -c $uri 'uri; hostname; list --all; list --name')" \
    "$(virsh $options -c $uri 'uri; hostname; list --all; list --name')"
done

done_testing
