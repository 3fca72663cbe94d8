#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each call that the binding makes of libvirt fails in turn: the error has
# libvirt's message, nothing crashes, and (under the sanitizers) nothing leaks.
. "${srcdir:-.}/tests/shell/lib.sh"
. "$srcdir/tests/shell/hooks.sh"
. "$srcdir/tests/shell/lua_faults.sh"

# The names in the sources; what only frees, holds or names cannot fail. The
# test driver obeys a shutdown at once, so that nothing is destroyed.
names=$(cd "$srcdir/src/lua" && cat object.c domain.c storage.c network.c |
  grep -oE 'vir[A-Z][A-Za-z]+\(' | tr -d '(' | sort -u |
  grep -vE 'Free$|Ref$|Close$|GetName$|^virDomainDestroy$')
# shellcheck disable=SC2086  # words
fault_build $names 2>"$tmp/cc.log" || skip_all 'the faults cannot be compiled'

# Each line is tried alone; what fails says so, and the next one goes on. There
# is much to collect: a finalizer forgets libvirt's last error.
cat >"$tmp/all.lua" <<'LUA'
local function try(name, fn, ...)
  pcall(function()
    for i = 1, 200 do local _ = { conn:domain "base", tostring(i) } end
  end)
  local ok, err = pcall(fn, ...)
  if not ok then print("failed: " .. name .. ": " .. tostring(err)) end
  return ok and err or nil
end
local d = try("domain", function() return assert(conn:domain "base") end)
try("uuid", function()
  return assert(conn:domain "00000000-0000-4000-8000-000000000001")
end)
try("domains", function()
  for _, one in ipairs(conn:domains()) do
    local _ = one.name .. one.state .. one.uuid .. tostring(one.persistent)
  end
end)
try("uri", function() return conn.uri .. conn.hostname end)
try("host", function() return conn:host().memory .. conn:host().free_memory end)
try("capabilities", function() return conn:capabilities() end)
if d then
  try("equal", function() return d == conn:domain "base" end)
  try("xml", function() return d:xml() end)
  try("live", function() return d:xml { live = true } end)
  try("metadata", function() return d:metadata "https://acme.example/vm/1" end)
  try("set_metadata", function()
    d:set_metadata("https://x", "x", "<a/>")
    d:set_metadata("https://x", "x", nil)
  end)
  try("autostart", function() d.autostart = not d.autostart end)
  try("start", function() d:start() end)
  try("wait", function() return d:wait("running", 1) end)
  try("addresses", function() return #d:addresses "lease" end)
  try("snapshot", function() d:snapshot { name = "s" } end)
  try("shutdown", function() d:shutdown { timeout = 1, force = true } end)
  try("force", function()
    d:start()
    d:shutdown { timeout = 0, force = true }
  end)
end
try("pools", function()
  for _, pool in ipairs(conn:pools()) do
    local _ = pool.name .. pool.type .. tostring(pool.path) .. pool.capacity ..
      pool.allocation .. pool.available .. pool.free .. tostring(pool.active)
  end
end)
local pool = try("pool", function() return assert(conn:pool "images") end)
if pool then
  try("refresh", function() pool:refresh() end)
  try("volumes", function()
    for _, v in ipairs(pool:volumes()) do
      local _ = v.name .. v.path .. v.pool .. v.format .. v.capacity ..
        v.allocation
    end
  end)
  try("volume", function() return assert(pool:volume "base.img").path end)
end
local v = try("by path", function() return assert(conn:volume "/images/base.img") end)
if v then
  try("resize", function() v:resize "2M" end)
  try("delete", function() v:delete() end)
end
try("networks", function()
  for _, net in ipairs(conn:networks()) do
    local _ = net.name .. tostring(net.bridge) .. tostring(net.active)
  end
end)
local net = try("network", function() return assert(conn:network "default") end)
if net then
  local host = { mac = "52:54:00:00:00:09", ip = "192.168.122.9" }
  try("net xml", function() return net:xml() end)
  try("add host", function() net:add_dhcp_host(host) end)
  try("hosts", function() return #net:dhcp_hosts() end)
  try("remove host", function() return net:remove_dhcp_host(host) end)
  try("leases", function() return #net:leases() end)
end
print "the end"
LUA

# all NAME N: the script with a fault; whether there was that call.
all() {
  faulty "$1" "$2" "$vt" -q -c "test://$tmp/host.xml" lua "$tmp/all.lua"
}

all none 0
[ "$status" -eq 0 ]
result $? 'the script goes through' || note <"$tmp/.err"
said=$(printf '%s\n' "$out" "$errors" | grep '^failed' | sort)

# What no error is raised for, each for a reason: a name or a state that cannot
# be had is shown as none; a missing object is nil with its message.
never=
for name in $names; do
  n=1 wrong=
  while all "$name" "$n" && [ "$n" -le 60 ]; do
    printf '%s\n' "$out" "$errors" | grep '^failed' | sort >"$tmp/now"
    new=$(printf '%s\n' "$said" | comm -13 - "$tmp/now")
    if [ "$status" -ne 0 ]; then
      wrong="call $n ends with status $status"
    elif ! printf '%s\n' "$out" "$errors" | grep -q '^the end$'; then
      wrong="call $n ends the script"
    elif printf '%s\n' "$new" | grep -q 'unknown'; then
      wrong="call $n has lost its message: $new"
    elif [ -n "$new" ] && ! printf '%s\n' "$new" | grep -q 'planted failure'; then
      wrong="call $n has another message: $new"
    fi
    [ -z "$wrong" ] || break
    n=$((n + 1))
  done
  [ "$n" -gt 1 ] || never="$never $name"
  [ -z "$wrong" ]
  result $? "$name may fail" || { echo "$wrong"; echo "$errors"; } | note
done
is 'all of them were called' "$never" ''

done_testing
