#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# recover when it is not alone, and when it cannot read what was recorded.
. "${srcdir:-.}/tests/real/faults.sh"
real_daemon
vda=$(disk base.raw raw 1M)
fill raw "$vda"
domain base "$vda" raw
ops=$tmp/home/state/virt-twin/ops
before=$(world)

crash() {
  faulty before 1 virDomainDefineXMLFlags
  op=$(echo "$ops"/*.op)
}
nothing_left() { # NAME
  is "$1" "$(diff <(echo "$before") <(world))" ''
}
waits() { # FILE
  for _ in {1..400}; do
    [ ! -e "$1" ] || return 0
    sleep 0.02
  done
}

# ---- several at once ---------------------------------------------------------

for _ in {1..5}; do
  crash
  pids=()
  for i in 1 2 3; do
    exec_as_user "$vt" -q -c "$uri" recover >"$tmp/out.$i" 2>&1 &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do
    wait "$pid" || wrong 'one of three fails' "$(cat "$tmp"/out.*)"
  done
  n=$(grep -c "done: remove file '$images/web.raw'" "$tmp"/out.* |
    awk -F : '{ n += $2 } END { print n }')
  [ "$n" -eq 1 ] || wrong "$n of three have removed it" "$(cat "$tmp"/out.*)"
done
verdict 'of several at once one undoes it'
nothing_left 'and nothing is left'

# ---- while the operation runs, or is stopped ---------------------------------

cat >"$tmp/h.lua" <<END
virt.hook { name = "h", copied = function(c)
  virt.run { "sh", "-c", "touch '$tmp/home/there'" }
  while virt.file.exists("$tmp/home/there") do virt.run { "sleep", "0.05" } end
end }
END
chmod 644 "$tmp/h.lua"
exec_as_user "$vt" -q -c "$uri" clone base web --hook "$tmp/h.lua" \
  >"$tmp/.out" 2>"$tmp/.err" &
pid=$!
waits "$tmp/home/there"
run vt recover
is 'what runs is left alone' "$status$out$errors" '0Nothing was left behind'
kill -STOP "$pid"
run vt recover --force
is 'what is stopped, too' "$status$out$errors" '0Nothing was left behind'
kill -CONT "$pid"
rm "$tmp/home/there"
wait "$pid"
is 'and ends as if nothing had been' \
  "$?$(cat "$tmp/.err")$(cmp "$vda" "$images/web.raw")" 0
vt -q undefine web >/dev/null
rm "$images/web.raw"
nothing_left 'there is no record of it'

# ---- what cannot be read -----------------------------------------------------

refused() { # NAME PATTERN
  run vt recover
  like "$1 is an error" "$status$errors" "1error: *$2*"
  ok "$1: what was made is left alone" test -e "$images/web.raw"
}
crash
chmod 0 "$op"
refused 'a journal that cannot be opened' "cannot open the journal '$op'*"
chmod 600 "$op"
chmod 0 "$ops"
refused 'a directory that cannot be read' "cannot read '$ops'*"
chmod 700 "$ops"
sed -i 's/"version":1/"version":2/' "$op"
refused 'a journal of a newer version' "'$op': a record of a newer version*"
sed -i 's/"version":2/"version":1/' "$op"
sed -i '2s/^./x/' "$op"
refused 'a damaged one' "'$op' is damaged*"
sed -i '2s/^./{/' "$op"
printf '{"id":99,"kind":"file","what":"rem' >>"$op" # power failed
run vt -q recover
is 'a last record that is cut is no error' "$status$errors" 0
nothing_left 'and the others are undone'
done_testing
