#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A dry run changes nothing, whatever a hook tries: it calls all that
# virt.d.lua has, in each pure phase, and nothing is other than before.
. "${srcdir:-.}/tests/shell/lib.sh"
. "$srcdir/tests/shell/hooks.sh"

types=$srcdir/lua/types/virt.d.lua
cd "$tmp" || exit 99
mkdir world

# All functions, as { of =, name =, params = "a, b", effect = true }; "Effect"
# in what is said of one counts, until the next blank line or function.
awk '
  /^---[^@].*Effect/ || /^---Effect/ { effect = 1 }
  /^function / {
    line = $0; sub(/^function /, "", line); sub(/\).*/, "", line)
    params = line; sub(/^[^(]*\(/, "", params)
    name = line; sub(/\(.*/, "", name)
    of = name; sub(/[:.][^:.]*$/, "", of); sub(/^.*[:.]/, "", name)
    printf "{ of = \"%s\", name = \"%s\", params = \"%s\", effect = %s },\n",
      of, name, params, effect ? "true" : "false"
    effect = 0; next }
  /^$/ { effect = 0 }
' "$types" >functions
effects=$(grep -c 'effect = true' functions)
ok 'the types say which functions have effects' test "$effects" -ge 14

# What each parameter gets is as harmful as can be.
cat >try.lua <<LUA
local world = "$tmp/world"
local functions = {
$(cat functions)
}
local function write() return "evil" end
local values = {
  argv = { "touch", world .. "/argv" }, change = write, def = {},
  file = world .. "/there", fn = write, fmt = "%s",
  host = { mac = "52:54:00:00:00:09", ip = "192.168.122.9" },
  line = "undefine base", list = {}, mode = 420, name = "evil", n = 1,
  opts = {}, oui = "52:54:00", path = world .. "/there", pattern = "*",
  prefix = "x", run = { "touch", world .. "/step" },
  source = "lease", spec = "<evil/>", size = "5M", state = "shutoff",
  template = "{a}", text = "evil", timeout = 0, undo = { "true" },
  uri = "https://evil", value = "evil", values = { a = 1 }, visitor = {},
  what = "evil", xpath = "title", name_or_uuid = "base", o = { hook = "try" },
  mac = "52:54:00:00:00:01", got = 1, want = 1,
}
local function arguments(f)
  local list, n = {}, 0
  for name in f.params:gmatch "[%w_]+" do
    n = n + 1
    list[n] = values[name]
  end
  if f.name == "query" then list[1] = { "true" } end
  if f.name == "snapshot" then list[1] = { name = "evil" } end
  if f.name == "metadata" or f.name == "snapshot" then list[2] = nil end
  return table.unpack(list, 1, n)
end

-- What of the objects there is.
local function objects(c)
  local conn = c.conn
  return { Clone = c, Xml = c.xml, Conn = conn, Domain = c.source.domain,
    Pool = conn:pool "images", Volume = conn:volume "/images/base.img",
    Network = conn:network "default", Disk = c.disks.vda, virt = virt,
    ["virt.file"] = virt.file, ["virt.json"] = virt.json,
    ["virt.mac"] = virt.mac, ["virt.test"] = virt.test,
    ["virt.xml"] = virt.xml, Guest = c.guest }
end

local function call(f, of)
  if f.of:find "^virt" then return of[f.name](arguments(f)) end
  return of[f.name](of, arguments(f))
end

local log = {}
local function try(c, phase)
  local all = objects(c)
  for _, f in ipairs(functions) do
    local of = all[f.of]
    local ok, err
    if f.name == "deny" or f.name == "problem" then
      ok = true -- they work, and end the attempt
    elseif not of then
      ok, err = false, "there is no " .. f.of
    else
      ok, err = pcall(call, f, of)
    end
    local refused = not ok and (tostring(err):find "side effects" or
      tostring(err):find "only be" or tostring(err):find "not allowed")
    if f.effect and not refused then
      log[#log + 1] = ("%s: %s.%s: %s"):format(phase, f.of, f.name,
        tostring(err))
    end
  end
  for _, set in ipairs {
    function() c.source.domain.autostart = true end,
    function() c.source.name = "evil" end,
    function() c.source.xml:set("name", "evil") end,
    function() c.source.domain:xml():set("name", "evil") end,
    function() virt.run = print end,
    function() string.format = print end,
    function() rawset(virt, "run", print) end,
    function() getmetatable("").__index.format = print end,
  } do
    if pcall(set) then log[#log + 1] = phase .. ": an assignment works" end
  end
end
LUA

cat >world.lua <<'LUA'
for _, d in ipairs(conn:domains()) do
  print(d.name, d.state, d.autostart, d:xml())
end
for _, pool in ipairs(conn:pools()) do
  print(pool.name, pool.active, pool:xml())
  for _, volume in ipairs(pool:volumes()) do print(volume:xml()) end
end
for _, net in ipairs(conn:networks()) do print(net.name, net.active, net:xml()) end
LUA

# The hook leaves ruins: what comes of the clone is not asked.
echo 'virt.shell "clone base web1 --print-xml"' >clone.lua

# files: all in the world's directory, in the state directory and of the locks.
files() {
  (cd "$tmp" && find world virt-twin -type f -exec cksum {} + 2>/dev/null
    ls /run/lock/virt-twin-evil* /tmp/virt-twin-evil* 2>/dev/null) | sort
}
echo here >world/there

# pure PHASE: the attempt in that phase of a clone that is not made.
pure() {
  {
    cat try.lua
    echo "virt.hook { name = 'try', $1 = function(c)
      try(c, '$1') print('log:' .. table.concat(log, '; ')) end }"
  } >"$hooks/try.lua"
  before=$(files)
  vt "lua world.lua; echo ====; lua clone.lua; echo ====; lua world.lua"
  like "in '$1' the hypervisor is looked at" "$out" 'base*<domain*====*<domain*'
  is "in '$1' all effects are refused" \
    "$(printf '%s\n' "$errors" | grep '^log:')" 'log:'
  is "in '$1' nothing of libvirt's is changed" \
    "$(printf '%s\n' "$out" | sed '1,/^====/d' | sed '1,/^====/d')" \
    "$(printf '%s\n' "$out" | sed '/^====/,$d')"
  is "in '$1' no file is changed" "$(files)" "$before"
}
for phase in plan mutate place check; do pure "$phase"; done

# The same in `match`, and in the check of another command.
{
  cat try.lua
  echo "virt.hook { name = 'try', match = { when = function(c)
    try(c, 'match') print('log:' .. table.concat(log, '; ')) return true end },
    plan = function() end }"
} >"$hooks/try.lua"
vt 'clone base web1 --print-xml'
is "in 'match' all effects are refused" \
  "$(printf '%s\n' "$errors" | grep '^log:' | sort -u)" 'log:'
{
  cat try.lua
  echo "virt.hook { name = 'try', on = 'start', check = function(o)
    local c = { conn = false, source = { domain = o.domain } }
    for _, f in ipairs(functions) do
      local of = ({ Domain = o.domain, virt = virt, ['virt.file'] = virt.file,
        Clone = o })[f.of]
      if f.effect and of and f.name ~= 'deny' and pcall(call, f, of) then
        log[#log + 1] = f.of .. '.' .. f.name
      end
    end
    print('log:' .. table.concat(log, '; ')) o:deny 'enough' end }"
} >"$hooks/try.lua"
before=$(files)
vt 'start base'
is "in the check of 'start' all effects are refused" \
  "$(printf '%s\n' "$errors" | grep '^log:')" 'log:'
is 'and no file is changed' "$(files)" "$before"

# At file level, while it is loaded.
{
  grep -v '^local function objects' try.lua | sed '/^-- What of the objects/,$d'
  echo "for _, f in ipairs(functions) do
      local of = ({ virt = virt, ['virt.file'] = virt.file })[f.of]
      if f.effect and of and pcall(of[f.name], arguments(f)) then
        error(f.name .. ' works')
      end
    end
    virt.hook { name = 'try', plan = function() end }"
} >"$hooks/try.lua"
vt 'hook list'
is 'while a file is loaded they are refused' "$status" 0
is 'without a trace' "$(files)" "$before"

# The attempt is one: where effects are allowed, they happen.
cat >"$hooks/try.lua" <<LUA
virt.hook { name = "try", reserve = function()
  virt.run { "touch", "$tmp/world/argv" }
end }
LUA
vt 'clone base web1'
not_ok 'what a clone may do is seen here' test "$(files)" = "$before"

done_testing
