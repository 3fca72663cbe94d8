#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The QEMU driver inside the process works without a daemon.
. "${srcdir:-.}/tests/real/lib.sh"
"${embed:-real_embed}"

path=$(disk base.qcow2 qcow2 1M)
domain_xml base "$path" qcow2 >"$tmp/base.xml"
run vt -q define "$tmp/base.xml"
is 'a domain is defined' "$out" "Domain 'base' defined from $tmp/base.xml"
is 'and nothing is logged on the terminal' "$errors" ''
run vt -q 'start base; destroy base; start base'
is 'it starts and stops' "$out" "Domain 'base' started
Domain 'base' destroyed
Domain 'base' started"
for n in 1 2 3; do
  run vt -q 'list --name'
  is "it still runs for the next process ($n)" "$out" base
done
run vt -q destroy base
is 'which can stop it at once' "$out$errors" "Domain 'base' destroyed"
run vt -q 'rename base new; list --all --name'
is 'it can be renamed' "$out" "Domain 'base' renamed to 'new'
new"
run vt -q "connect test:///default; list --name; connect $uri; list --all"
is 'the connection can leave it and come back' "$status" 0
run vt -q 'dumpxml new; undefine new; list --all --name'
like 'it is undefined' "$out" "*<name>new</name>*
Domain 'new' has been undefined"

# ---- what libvirt makes of what hooks write

run vt -q define "$tmp/base.xml"
cat >"$tmp/twice.lua" <<'LUA'
virt.hook { name = "twice", mutate = function(c)
  local disk = c.xml:find "devices":add { "disk", type = "file" }
  disk:add { "source", file = "/nowhere/b.img" }
  disk:add { "target", dev = "vda", bus = "virtio" }
end }
LUA
for more in --dry-run ''; do
  run vt -q "clone base two --hook $tmp/twice.lua $more"
  is "what libvirt would not take is an error before a copy is made ($more)" \
    "$status-$out-$(ls "${path%/*}")" "1--base.qcow2"
  like 'it names the places, the hook and the line' "$errors" \
    "*devices/disk\[1]/target and devices/disk\[2]/target are the same (hook \
'twice', twice.lua:4)*"
done
cat >"$tmp/odd.lua" <<'LUA'
virt.hook { name = "odd", mutate = function(c)
  c.xml:set("cpu/@mode", "host-passthrough")
  c.xml:find "devices":add { "interface", type = "user",
    { "target", dev = "vnet7" } }
end }
LUA
run vt -q "clone base two --hook $tmp/odd.lua"
is 'what cannot start on this host is no error' \
  "$status $out" "4 Domain 'two' cloned from 'base'"
is 'what libvirt drops is a warning' "$errors" \
  'warning: odd: libvirt has dropped devices/interface/target (odd.lua:3)'
run vt -q 'undefine base; undefine two'

LIBVIRT_DEBUG=1 run vt uri
like "LIBVIRT_DEBUG shows libvirt's log" "$errors" '*debug : *'
if command -v virsh >/dev/null; then
  run vt domstate web
  is 'a command of virsh is told why it cannot be run there' \
    "$status-$errors" "1-error: 'domstate' is a command of virsh, which cannot \
be given $uri: that exists in this program alone"
fi

done_testing
