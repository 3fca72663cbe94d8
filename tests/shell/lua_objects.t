#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# libvirt's objects in hooks.
. "${srcdir:-.}/tests/shell/lib.sh"
. "$srcdir/tests/shell/hooks.sh"

# ask NAME EXPRESSION WANT: the value in phase "plan".
ask() {
  hook m.lua <<LUA
virt.hook { name = "m", plan = function(c)
  c:deny("%s", tostring($2))
end }
LUA
  vt 'clone base web1'
  case $errors in
  *m.lua:2:*) errors=m.lua:2:${errors##*m.lua:2:} ;;
  *) errors=${errors##*m: } ;;
  esac
  is "$1" "$errors" "$3"
}

ask 'a domain is found by name' 'c.conn:domain("base").name' base
ask 'also by UUID' \
  'c.conn:domain("00000000-0000-4000-8000-000000000001").name' base
ask 'another one is nil' 'c.conn:domain "none"' nil
ask 'there is a reason then' '(select(2, c.conn:domain "none"))' \
  'none: Domain not found'
ask 'the source is a domain' 'c.source.domain == c.conn:domain "base"' true
ask 'domains are listed' '#c.conn:domains() .. c.conn:domains()[1].name' 1base
ask 'they can be filtered' '#c.conn:domains { state = "running" }' 0
ask 'a wrong filter is an error' '#c.conn:domains { stat = "running" }' \
  "m.lua:2: conn:domains has no option 'stat' (did you mean 'state'?)"
ask 'a domain has a state' 'c.source.domain.state' shutoff
ask 'and XML' 'c.source.domain:xml():get "devices/disk/target/@dev"' vda
ask 'a wrong option is an error' 'c.source.domain:xml { liv = true }' \
  "m.lua:2: there is no option 'liv' here, only 'live'"
ask 'which cannot be edited' 'c.source.domain:xml():set("name", "x")' \
  "m.lua:2: the XML is read-only as libvirt has it"
ask 'metadata is found by its namespace' \
  'c.source.domain:metadata("https://acme.example/vm/1"):get "acme:owner"' me
ask 'other metadata is nil' 'c.source.domain:metadata "https://none"' nil
ask 'pools are listed by name' \
  'c.conn:pools()[1].name .. " " .. c.conn:pools()[2].name' 'images ssd'
ask 'a pool has a type and a path' \
  'c.conn:pool("ssd").type .. c.conn:pool("ssd").path' dir/ssd
ask 'volumes are found' 'c.conn:volume("/images/base.img").pool' images
ask 'also in a pool' 'c.conn:pool("images"):volume("base.img").capacity' 1048576
ask 'active pools are a list of the clone' '#c:pools { names = { "ssd" } }' 1
ask 'the host has memory' 'c.conn:host().memory > 0' true
ask 'a connection has capabilities' 'c.conn:capabilities().name' capabilities
ask 'a missing network is nil' 'c.conn:network "none"' nil
ask 'a network has a bridge' 'c.conn:network("default").bridge' virbr0
ask 'an unknown field is an error' 'c.source.domain.nmae' \
  "m.lua:2: a domain has no field 'nmae' (did you mean 'name'?)"

for call in 'c.source.domain:start()' 'c.source.domain:shutdown()' \
  'c.source.domain:set_metadata("u", "p", "<x/>")' \
  'c.source.domain:snapshot { name = "x" }' 'c.conn:pool("ssd"):refresh()' \
  'c.conn:volume("/images/base.img"):delete()' \
  'c.conn:volume("/images/base.img"):resize(1)' \
  'c.conn:network("default"):add_dhcp_host { mac = "x", ip = "y" }' \
  'c.conn:network("default"):remove_dhcp_host { mac = "x", ip = "y" }'; do
  ask_name="in a pure phase there is no $call"
  hook m.lua <<LUA
virt.hook { name = "m", plan = function(c)
  $call
end }
LUA
  vt 'clone base web1'
  like "$ask_name" "$errors" "*m.lua:2: *has side effects; it is not allowed*"
done

hook m.lua <<'LUA'
virt.hook { name = "m", place = function(c)
  local ssd = c.conn:pool "ssd"
  local before = ssd.free
  c.disks.vda.pool = "ssd"
  c:deny("%d of %s", before - ssd.free, before == ssd.available)
end }
LUA
vt 'clone base web1'
like 'what is free follows the choices' "$errors" '*m: 1048576 of true*'
vt 'clone base web1 web2'
like 'also in a batch' "$errors" '*m: 1048576 of true*'

# Any allocation may free an object, and that erases libvirt's last error.
hook m.lua <<'LUA'
virt.hook { name = "m", timeout = 60, plan = function(c)
  local bad = 0
  for _ = 1, 5000 do
    local _, why = c.conn:domain "base", select(2, c.conn:domain "none")
    if why ~= "none: Domain not found" then bad = bad + 1 end
  end
  c:deny("%d wrong", bad)
end }
LUA
vt 'clone base web1'
like 'a finalizer does not erase an error' "$errors" '*m: 0 wrong*'

hook m.lua <<'LUA'
virt.hook { name = "m", defined = function(c)
  c.domain:set_metadata("https://acme.example/2", "a", { "vm", "text" })
  c.domain.autostart = true
end, finish = function(c) c:warn("%s", c.domain.autostart) end }
LUA
vt 'clone base web1; dumpxml web1'
like 'the clone is a domain that can be changed' "$errors" '*m: true*'
like 'and gets metadata' "$out" '*<a:vm xmlns:a="https://acme.example/2">text<*'
hook m.lua <<'LUA'
virt.hook { name = "m", on = "start", after = function(o)
  o.domain:set_metadata("https://acme.example/2", "a", { "vm", "new" })
end }
LUA
vt 'clone base web1; start web1; dumpxml web1 --inactive; dumpxml web1'
is 'metadata of a running domain stay' \
  "$(printf '%s\n' "$out" | grep -c '<a:vm .*>new<')" 2
hook m.lua <<'LUA'
virt.hook { name = "m", defined = function(c)
  c.conn:network("default"):add_dhcp_host { mac = "52:54:00:00:00:09",
    ip = "192.168.122.9", hostname = "x" }
end }
LUA
vt 'clone base web1'
like 'what a DHCP host does not have is an error' "$errors" \
  "*m.lua:2: network:add_dhcp_host has no option 'hostname'*"

# ---- locks

dir=/run/lock
[ -w "$dir" ] || dir=/tmp
name=test-$$
at_exit "rm -f '$dir/virt-twin-$name.lock'"
hook m.lua <<LUA
virt.hook { name = "m", plan = function(c)
  c:lock("$name", 0.2)
  c:lock "$name"
end }
LUA
vt 'clone base web1 --dry-run'
is 'a lock can be taken, also twice' "$status" 0
not_ok 'a dry run leaves nothing of it' test -e "$dir/virt-twin-$name.lock"
vt 'clone base web1 web2'
is 'clones of one call share it' "$status" 0
vt 'clone base web1; clone base web2'
is 'it is free again afterwards' "$status" 0
rm -f "$dir/virt-twin-$name.lock"
(umask 077 && vt 'clone base web1')
is 'all users can take it' "$(stat -c %a "$dir/virt-twin-$name.lock")" 644
flock "$dir/virt-twin-$name.lock" sleep 30 &
holder=$!
at_exit "kill $holder 2>/dev/null"
sleep 0.3
vt 'clone base web1'
like 'what another process holds is waited for, but not long' "$errors" \
  "*m.lua:2: somebody else has held the lock '$name' for 0.2 seconds*"

done_testing
