#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# clone --seal-once: the base that lies between linked clones and their source,
# its plan, who needs it, and when it goes. What is sealed in it is for
# tests/guest/seal_once.t.
. "${srcdir:-.}/tests/real/lib.sh"
need jq
real_daemon
. "$srcdir/tests/real/guestfs.sh"

source=$(disk base.qcow2 qcow2 1M)
domain base "$source" qcow2 "$(disk base-b.raw raw 1M)" raw
once=(--linked --identity seal --seal-once)
base=$images/base-sealed.qcow2
files() {
  find "$images" -type f -printf '%p %s %m\n' | sort
}
before=$(files)

# ---- the plan --------------------------------------------------------------

run vt clone base web-1 web-2 "${once[@]}" --dry-run
like 'the plan shows the base before the clones' "$status$out" \
  "0A base for the clones of 'base' would be made*vda*copy*linked*$base*\
vdb*base-sealed-b.qcow2*Domain 'base' would be cloned as 'web-1'*"
like '... and what is reset in it' "$out" \
  "*inside: seal: host name 'sealed-*'; reset: machine-id*dhcp*would be cloned*"
like '... and in each clone' "$out" \
  "*'web-1'*inside: seal: host name 'web-1'; reset: *hostname*hosts*\
ssh-host-keys*mac*kept of what is its own: nothing*'web-2'*"
run vt clone base web-1 web-2 "${once[@]}" --dry-run --json
is 'JSON has it in each clone' "$(jq -r '.[] | .base.disks[0] | .target,
  .method, .path, .backing, .bytes' <<<"$out" | xargs)" \
  "vda linked $base $source 262144 vda linked $base $source 262144"
is '... and that clones stand on it' "$(jq -r '.[].disks[0].backing' <<<"$out" |
  xargs)" "$base $base"
is 'a plan changes nothing' "$(files)" "$before"

refused() { # WHAT PATTERN WORDS...
  run vt clone "${@:3}"
  like "$1" "$status$errors" "2$2"
}
refused 'one clone is not several' \
  "*--seal-once is for several clones, and 'web' is one*leave it out*" \
  base web "${once[@]}"
refused 'nothing is sealed once where nothing is sealed' \
  '*--seal-once changes nothing without --identity seal*' \
  base web-1 web-2 --linked --seal-once
refused 'a full copy needs no base' \
  "*as 'web-1': --seal-once: disk vda would be copied whole (by 'copy')*\
--linked*" base web-1 web-2 --identity seal --seal-once
refused 'nor does one disk that is copied' "*disk vdb would be copied whole*" \
  base web-1 web-2 "${once[@]}" --disk vdb,method=copy
hook() { # NAME TEXT
  printf '%s\n' "$2" >"$tmp/$1.lua" && chmod 644 "$tmp/$1.lua"
}
hook fewer "virt.hook { name = 'fewer', on = 'clone', plan = function(c)
  if c.name == 'web-2' then c.disks.vdb.action = 'share' end end }"
refused 'all have the same disks' "*as 'web-2': --seal-once: it copies other \
disks than*" base web-1 web-2 "${once[@]}" --hook "$tmp/fewer.lua"
hook whole "virt.hook { name = 'whole', on = 'clone', plan = function(c)
  c.disks.vda.method = 'linked'
  c.disks.vdb.method = c.name == 'web-2' and 'copy' or 'linked' end }"
refused 'all are made in one way' "*as 'web-2': disk vdb: --seal-once: it \
would be made by 'copy', and its base by 'linked'*" \
  base web-1 web-2 --identity seal --seal-once --hook "$tmp/whole.lua"
is 'and nothing was changed' "$(files)" "$before"

# ---- the clones ------------------------------------------------------------

run vt clone base 'web-{1..3}' "${once[@]}"
is 'three clones are made' "$status$(grep -c cloned <<<"$out")" 03
like 'what they depend on is said' "$errors" "*vda depends on '$base', and \
that on '$source': nobody must write to them*"
is 'one appliance is started for the base, one for the clones' \
  "$(grep launch "$guestfs_log" | xargs)" 'launch 2 launch 6'
backing() {
  as_user qemu-img info "$1" | sed -n 's/^backing file: //p'
}
is 'a clone stands on the base' "$(backing "$images/web-2-b.qcow2")" \
  "$images/base-sealed-b.qcow2"
is 'the base on the source' "$(backing "$base")" "$source"
is 'nobody may write to it, and it is read by who reads the source' \
  "$(stat -c %a "$base" "$source" | xargs)" '444 644'
like 'the lineage names both' "$(vt dumpxml web-1)" \
  "*target=\"vda\" method=\"linked\" backing=\"$base\" below=\"$source\"*"
like 'the tree shows it' "$(vt list --tree)" "*web-1 (linked on $base, *"
run vt undefine base
like 'the source is guarded' "$status$errors" '1*will not undefine*web-1, web-2*'
run vt clone base x --disk "vda,action=external,path=$base"
like 'and so is the base' "$status$errors" '1*must stay as it is*'
run vt recover
is 'nothing is left to recover' "$out" 'Nothing was left behind'
ok 'a clone starts' vt -q start web-3
real_virsh -q destroy web-3 >/dev/null
is 'and the base is as it was' "$(stat -c %a "$base")" 444

run vt clone base a b "${once[@]}"
is 'another call has a base of its own' "$status$(backing "$images/a.qcow2")" \
  "0$images/base-sealed-1.qcow2"
hook edit "virt.hook { name = 'edit', on = 'clone', copied = function(c)
  c.guest:write('/etc/motd', c.name) end }"
: >"$guestfs_log"
run vt clone base g h "${once[@]}" --hook "$tmp/edit.lua"
is 'a hook edits the clones, not the base' \
  "$status$(grep -E 'launch|motd' "$guestfs_log" | xargs)" \
  '0launch 2 launch 4 write /etc/motd write /etc/motd'
as_user mkdir "$images/fast"
run vt clone base c d "${once[@]}" --dir "$images/fast"
is 'it is where the clones are' "$status$(backing "$images/fast/c.qcow2")" \
  "0$images/fast/base-sealed.qcow2"
run vt clone base e base-sealed-3 "${once[@]}" --dry-run
like 'a clone of that name does not get in its way' "$status$out" \
  "0*$images/base-sealed-3.qcow2*e.qcow2*$images/base-sealed-3-1.qcow2*"

# In a pool: libvirt knows it as a volume.
as_user mkdir "$images/store"
real_virsh -q "pool-define-as store dir --target $images/store;
  pool-start store; vol-create-as store pool.qcow2 1M --format qcow2" >/dev/null
domain_xml pool | sed "s|<memballoon|<disk type='volume'><driver name='qemu' \
type='qcow2'/><source pool='store' volume='pool.qcow2'/><target dev='vda' \
bus='virtio'/></disk>&|" >"$tmp/pool.xml"
chmod 644 "$tmp/pool.xml"
vt -q define "$tmp/pool.xml" >/dev/null
run vt -q clone pool p-1 p-2 "${once[@]}"
is 'volumes stand on a base in their pool' "$status$(real_virsh -q vol-list \
  store | awk '{ print $1 }' | xargs)" \
  '0p-1.qcow2 p-2.qcow2 pool-sealed.qcow2 pool.qcow2'
ok '... and start' vt -q start p-2
real_virsh -q destroy p-2 >/dev/null

run vt -q clone base m n "${once[@]}" --dir "$images/new/er" --mkdir --verify
is 'a directory can be made for it, and the clones compared' \
  "$status$(backing "$images/new/er/m.qcow2")" \
  "0$images/new/er/base-sealed.qcow2"

# ---- failures --------------------------------------------------------------

before=$(files)
hook one "virt.hook { name = 'one', on = 'clone', copied = function(c)
  if c.name == 'two' then error 'not this one' end end }"
hook all "virt.hook { name = 'all', on = 'clone', copied = function(c)
  error 'none of them' end }"
run vt -q clone base one two "${once[@]}" --hook "$tmp/all.lua"
like 'all fail' "$status$errors" '1*none of them*2 of 2 clones failed*'
is '... and so there is no base' "$(files)" "$before"
run vt -q clone base one two "${once[@]}" --hook "$tmp/one.lua"
like 'one of two fails' "$status$errors" '1*not this one*1 of 2 clones failed*'
ok '... and the other keeps its base' as_user qemu-img check -q \
  "$images/one.qcow2"
is '... of which nothing is left to recover' "$(vt recover)" \
  'Nothing was left behind'
run vt -q clone base x y "${once[@]}" --dir "$images/vain" --mkdir \
  --hook "$tmp/all.lua"
is 'a directory that was made for it goes with it' \
  "$status$(find "$images" -name 'vain*')" 1
before=$(files)
GUESTFS_FAIL="write" run vt -q clone base six seven "${once[@]}"
like 'what fails in the base is said once' "$status$errors" \
  "1*as 'six': --seal-once cannot make its base: seal: hostname: *no space*\
as 'seven': not begun*2 of 2*"
is '... and nothing is left' "$(files)" "$before"

: >"$guestfs_log"
(GUESTFS_SLOW=1 exec_as_user "$vt" -q -c "$uri" clone base six seven \
  "${once[@]}" >"$tmp/stopped" 2>&1) &
stopped=$!
for _ in {1..100}; do
  ! grep -q launch "$guestfs_log" || break
  sleep 0.1
done
kill -INT "$stopped"
wait "$stopped"
is 'Ctrl-C ends it while the base is sealed' \
  "$?$(grep -c ': interrupted' "$tmp/stopped")" 1302
is '... and nothing is left' "$(files)" "$before"
is '... not even a record' "$(vt recover)" 'Nothing was left behind'
done_testing
