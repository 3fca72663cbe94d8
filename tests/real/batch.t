#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Several clones in one call, and several calls at once.
. "${srcdir:-.}/tests/real/lib.sh"
real_daemon

vda=$(disk base.qcow2 qcow2 1M)
as_user qemu-io -f qcow2 -c 'write -q -P 7 64k 128k' "$vda" >/dev/null
domain_xml base "$vda" qcow2 | sed "s|</devices>|<interface type='user'>\
<mac address='52:54:00:00:00:01'/></interface>&|" >"$tmp/base.xml"
chmod 644 "$tmp/base.xml"
vt -q define "$tmp/base.xml" >/dev/null
sum=$(sha256sum <"$vda")

names() {
  real_virsh -q list --all --name | grep . | sort
}
wipe() { # PATTERN
  local name
  for name in $(names | grep -E "$1"); do
    real_virsh -q "destroy $name" >/dev/null 2>&1
    real_virsh -q "undefine $name" >/dev/null
  done
  find "$images" -name '*.qcow2' ! -name 'base*' -delete
}
# All that two machines must not share, of all domains.
twice() {
  for name in $(names); do
    real_virsh dumpxml "$name" | grep -oE "<uuid>.*|mac address='[^']*'|source file='[^']*'"
  done | sort | uniq -d
}
images_of() { # NAME: how many
  find "$images" -name "$1*" | wc -l
}
journals() {
  find "$tmp/home/state" -name '*.op*' 2>/dev/null
}

# ---- twelve in one call ---------------------------------------------------------

run vt clone base web-{01..12} --jobs 4
run vt clone base 'app-{01..12}' --jobs 4
is 'twelve clones are made' "$status" 0
is 'each is told in one line' "$(sort <<<"$out")" \
  "$(printf "Domain 'app-%02d' cloned from 'base'\n" {1..12})"
is 'all are there' "$(names | grep -c '^app-[01]')" 12
is 'none shares a UUID, a MAC address or an image with another' "$(twice)" ''
ok 'their images are the same' sh -c "
  for n in 01 06 12; do qemu-img compare -q '$vda' '$images/app-'\$n.qcow2 ||
    exit; done"
wipe '^(app|web)-'

# ---- one that fails ---------------------------------------------------------------

cat >"$tmp/h.lua" <<'END'
virt.hook { name = "h", copied = function(c)
  if c.name == "web-03" then error "broken" end
end }
END
chmod 644 "$tmp/h.lua"
run vt clone base 'web-{01..06}' --jobs 2 --hook "$tmp/h.lua"
is 'one that fails does not stop the others' "$status$(names | grep -c web)" 15
like 'the failure is told' "$errors" \
  "*error: cannot clone 'base' as 'web-03': *broken*"
like 'and counted in the end' "$errors" '*error: 1 of 6 clones failed'
is 'nothing of it is left' "$(images_of web-03)$(journals)" 0
wipe '^web-'
run vt clone base 'web-{01..06}' --jobs 1 --fail-fast --hook "$tmp/h.lua"
is 'with --fail-fast no more are begun' "$status$(names | grep web | xargs)" \
  '1web-01 web-02'
like 'those count as failed' "$errors" '*error: 4 of 6 clones failed'
wipe '^web-'
cat >"$tmp/deny.lua" <<'END'
virt.hook { name = "d", copied = function(c)
  if c.name == "web-01" then error "broken" end
  if c.name == "web-02" then c:deny "no" end
end }
END
chmod 644 "$tmp/deny.lua"
run vt clone base web-01 web-02 --jobs 1 --hook "$tmp/deny.lua"
first=$status
run vt clone base web-02 web-01 --jobs 1 --hook "$tmp/deny.lua"
is 'the exit status does not depend on the order' "$first$status" 11

# ---- checked before the first byte ------------------------------------------------

refused() { # NAME PATTERN WORD...
  run vt clone base "${@:3}"
  like "$1 is refused" "$status$errors" "1*$2*"
  is "$1: nothing is made" "$(names)$(ls "$images")" 'basebase.qcow2'
}
refused 'a name that is taken twice' "domain with name 'a' already exists" a b a
refused 'one that is taken' "domain with name 'base' already exists" a base
refused 'a file of two clones' "belongs to domain 'a'" a b \
  --disk "vda,path=$images/x.qcow2"
run vt clone base a b --uuid 6695eb01-f6a4-8304-79aa-97f2502e193f
is 'a UUID for two is a wrong word' "$status" 2
run vt clone base 'a{1..20000}'
is 'so are too many names' "$status" 2

# More clones than this process may have files open.
few_files() (
  ulimit -n 96
  vt -q clone base 'f-{001..100}' --linked --no-hooks
)
run few_files
is 'a hundred clones need no hundred open files' "$status$errors" 0
wipe '^f-'

# ---- started ----------------------------------------------------------------------

run vt -q clone base s-{1,2} --start
is 'clones are started' "$status$errors$(real_virsh -q list --name |
  sort | xargs)" '0s-1 s-2'
wipe '^s-'

# ---- processes at once --------------------------------------------------------------

at_once() { # N
  local pids='' failed=0 i
  for ((i = 1; i <= $1; i++)); do
    vt -q clone base "p-$i" >"$tmp/p.$i" 2>&1 &
    pids="$pids $!"
  done
  for i in $pids; do
    wait "$i" || failed=$((failed + 1))
  done
  [ "$failed" -eq 0 ] || cat "$tmp"/p.[0-9]* | note
  echo "$failed $(names | grep -c '^p-')"
}
for n in 2 8; do
  is "$n processes clone one source at once" "$(at_once "$n" | tail -n 1)" "0 $n"
  is "of $n none shares anything with another" "$(twice)" ''
  wipe '^p-'
done
# The same name: one of them wins, whole.
for i in 1 2 3 4; do
  vt -q clone base same >/dev/null 2>&1 &
  pids[i]=$!
done
won=0
for i in 1 2 3 4; do
  wait "${pids[i]}" && won=$((won + 1))
done
is 'of four that want one name one wins' \
  "$won $(names | grep -c same) $(images_of same)" '1 1 1'
ok 'its image is whole' as_user qemu-img compare -q "$vda" \
  "$(real_virsh dumpxml same | sed -n "s|.*source file='\(.*\)'.*|\1|p")"
is 'no journal is left' "$(journals)" ''
is 'the source is as it was' "$(sha256sum <"$vda")" "$sum"
done_testing
