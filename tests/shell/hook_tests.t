#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Tests that authors write beside their hooks.
. "${srcdir:-.}/tests/shell/lib.sh"
. "$srcdir/tests/shell/hooks.sh"

cd "$tmp" || exit 99

# offline WORDS: without any hypervisor.
offline() {
  run "$vt" -q "$@"
}

cat >"$hooks/20-mac.lua" <<'LUA'
virt.hook { name = "mac", params = { oui = { "string", default = "52:54:00" },
    list = { "list", default = "a" } },
  plan = function(c)
    if c.source.name == "golden" then c.name = "of-" .. c.source.name end
  end,
  mutate = function(c, p)
    c.xml:set("devices/interface[1]/mac/@address",
      virt.mac.hash(p.oui, c.name, 1))
    c.xml:set("title", p.list[#p.list])
    c:warn "told"
  end,
  place = function(c)
    if c.disks.vda.capacity > virt.bytes "1G" then c.disks.vda.name = "big" end
    if c.disks.vdb then c.disks.vdb.method = "linked" end
  end,
  check = function(c)
    if #c.name > 10 then c:problem "too long" c:problem "really" end
    if c.name == "no" then c:deny "never" end
  end }
LUA
cat >"$hooks/20-mac_test.lua" <<'LUA'
local t = virt.test
t.case("parameters are given", function()
  local r = t.clone { hook = "mac", name = "web1",
    params = { oui = "00:16:3e", list = { "x", "y" } } }
  t.match(r.xml:get "devices/interface/mac/@address", "^00:16:3e:")
  t.eq(r.xml:get "title", "y")
  t.eq(r.name, "web1")
  t.eq(r.warnings, { "mac: told" })
  t.eq(r.problems, {})
  t.eq(r.denied, nil)
end)
t.case("disks are as told", function()
  local r = t.clone { hook = "mac", disks = { vda = { size = "2G" } },
    name = "web1" }
  t.eq(r.disks.vda.name, "big")
  t.eq(r.disks[1].size, virt.bytes "2G")
end)
t.case("refusals are told", function()
  local r = t.clone { hook = "mac", name = "a-long-name" }
  t.eq(r.problems, { "mac: too long", "mac: really" })
  t.match(r.denied, "'a%-long%-name' is refused")
  t.eq(t.clone { hook = "mac", name = "no" }.problems, { "mac: never" })
end)
t.case("one phase is enough", function()
  local r = t.clone { hook = "mac", name = "a-long-name", only = "mutate" }
  t.eq(r.problems, {})
  t.eq(t.clone { hook = "mac", only = "check" }.xml:find "title", nil)
end)
t.case("disks may be beside each other, and linked", function()
  local disk = "<disk type='file'><driver name='qemu' type='qcow2'/>" ..
    "<source file='/images/%s.img'/><target dev='%s'/></disk>"
  local r = t.clone { hook = "mac", name = "web1", xml = "<domain " ..
    "type='kvm'><name>two</name><memory>2048</memory><os><type>hvm</type>" ..
    "</os><devices>" .. disk:format("a", "vda") .. disk:format("b", "vdb") ..
    disk:format("a", "vdc") .. "<interface type='user'/></devices></domain>",
    disks = { vdb = { size = "3G" } } }
  t.eq(r.disks.vdb.method, "linked")
  t.eq(r.disks.vdb.size, virt.bytes "3G")
end)
t.case("the source is a file, or text", function()
  t.eq(t.clone { hook = "mac", xml = "golden.xml" }.name, "of-golden")
  t.eq(t.clone { hook = "mac", source = "two", only = "check", xml =
    "<node><domain type='test'><name>one</name><memory>1</memory>" ..
    "<os><type>hvm</type></os></domain><domain type='test'><name>two</name>" ..
    "<memory>2048</memory><os><type>hvm</type></os></domain></node>" }
    .xml:bytes "memory", virt.bytes "2M")
end)
LUA
cat >"$hooks/golden.xml" <<'XML'
<domain type='kvm'><name>golden</name><memory>1</memory><os><type>hvm</type></os>
<devices><interface type='network'><mac address='52:54:00:00:00:01'/>
<source network='default'/></interface>
<disk type='file'><source file='/a.img'/><target dev='vda'/></disk></devices>
</domain>
XML
offline hook test mac
is 'tests beside a hook are found by its name' "$out" \
'ok 1 - 20-mac: parameters are given
ok 2 - 20-mac: disks are as told
ok 3 - 20-mac: refusals are told
ok 4 - 20-mac: one phase is enough
ok 5 - 20-mac: disks may be beside each other, and linked
ok 6 - 20-mac: the source is a file, or text
1..6'
is 'all is well' "$status$errors" 0
offline hook list
not_ok 'a test is no hook, and is not told of' grep -q 'test.lua' "$tmp/.err"

cat >"$hooks/30-bad.lua" <<'LUA'
virt.hook { name = "bad", mutate = function(c) c.xml:set("titel", "x") end }
LUA
cat >"$hooks/30-bad_test.lua" <<LUA
local t = virt.test
t.case("equal", function() t.eq({ a = { 1 } }, { a = { 2 } }, "what") end)
t.case("match", function() t.match(nil, "x") end)
t.case("raise", function() error {} end)
t.case("schema", function() t.clone { hook = "bad" } end)
t.case("other", function() t.clone { hook = "mac" } end)
t.case("words", function() t.clone { hook = "bad", nmae = "x" } end)
t.case("file", function() t.clone { hook = "bad", xml = "none.xml" } end)
t.case("effect", function() virt.file.write("$tmp/evil", "x") end)
t.case("command", function() virt.run { "touch", "$tmp/evil" } end)
t.case("good", function() t.eq(1, 1) end)
t.case("size", function() t.clone { hook = "bad", disks = { vda = {} } } end)
LUA
offline hook test bad
is 'a failure is one' "$status" 1
is 'each says where and why' "$out" "not ok 1 - 30-bad: equal
#   30-bad_test.lua:2: what: got {\"a\":[1]}, not {\"a\":[2]}
not ok 2 - 30-bad: match
#   30-bad_test.lua:3: got nil, which does not match 'x'
not ok 3 - 30-bad: raise
#   the error is a table value
not ok 4 - 30-bad: schema
#   30-bad_test.lua:5: cannot clone 'base' as 'hook-test': the clone's \
XML is not valid: titel: this element is not allowed here, or something in it \
is missing (hook 'bad', 30-bad.lua:1)
not ok 5 - 30-bad: other
#   30-bad_test.lua:6: cannot clone 'base' as 'hook-test': --only-hook: there \
is no hook 'mac'
not ok 6 - 30-bad: words
#   30-bad_test.lua:7: virt.test.clone has no option 'nmae' (did you mean \
'name'?)
not ok 7 - 30-bad: file
#   30-bad_test.lua:8: $hooks/none.xml: No such file or directory
not ok 8 - 30-bad: effect
#   30-bad_test.lua:9: virt.file.write has side effects; it is not allowed in \
phase 'load' (allowed: reserve, copied, defined, started, finish)
not ok 9 - 30-bad: command
#   30-bad_test.lua:10: virt.run has side effects; it is not allowed in phase \
'load' (allowed: reserve, copied, defined, started, finish)
ok 10 - 30-bad: good
not ok 11 - 30-bad: size
#   30-bad_test.lua:12: disk vda of virt.test.clone wants a size, as \"10G\", \
not 'nil'
1..11"
is 'they are counted' "$errors" 'error: 10 of 11 tests failed'
ok 'nothing was written' test ! -e "$tmp/evil"
offline hook test --all
is 'all tests of all hooks can be run' "$(printf '%s\n' "$out" | tail -n 1)" 1..17
rm "$hooks"/30*

# ---- modules

mkdir -p lib/hooks.d lib/lua
echo 'return { word = "module" }' >lib/lua/acme.lua
echo 'local m = require "acme"
virt.hook { name = "m", mutate = function(c) c.xml:set("title", m.word) end }' \
  >lib/hooks.d/m.lua
echo 'virt.test.case("module", function()
  virt.test.eq(virt.test.clone { hook = "m" }.xml:get "title", "module")
end)' >lib/hooks.d/m_test.lua
offline hook test lib/hooks.d/m.lua
like 'a file is tested with the modules beside it' "$out" 'ok 1 - m: module*'

# ---- a project

mkdir -p p/.virt-twin/hooks.d
cp lib/hooks.d/m_test.lua p/.virt-twin/hooks.d/
sed 's/^local.*//; s/m.word/"module"/' lib/hooks.d/m.lua \
  >p/.virt-twin/hooks.d/m.lua
cd p || exit 99
rm "$hooks"/*
offline hook test --all
like 'tests of a project need trust' "$errors" '*there are no tests*'
offline hook trust
offline hook test --all
like 'which they can have' "$out" 'ok 1 - m: module*'
echo '-- x' >>.virt-twin/hooks.d/m.lua
offline hook test --all
like 'a changed hook is not tried' "$out" '*not ok 1*m.lua: it has changed*'
echo '-- x' >>.virt-twin/hooks.d/m_test.lua
offline hook test --all
like 'a changed test is not run' "$errors" '*m_test.lua: it has changed*'
cd ..

# ---- mistakes

offline hook new mine
offline hook test mine.lua
is 'a new hook has a test' "$out" 'ok 1 - mine: the title says what it is
1..1'
echo 'virt.test.case("x" function() end)' >mine_test.lua
offline hook test mine
is 'a test that is no Lua is an error' "$status" 2
offline hook test mine.lua
like 'with its line' "$errors" "*mine_test.lua:1: ')' expected*"
echo 'while true do end' >mine_test.lua
run timeout 30 "$vt" hook test mine.lua
like 'one without end is ended' "$errors" '*time limit reached*'
echo 'virt.test.case("x", print)' >"$hooks/m.lua"
offline hook list
like 'hooks are no tests' "$errors" \
  "*m.lua:1: virt.test is for files NAME_test.lua, run by 'hook test'*"
offline hook test --all --source base
is 'all is all' "$status" 2

done_testing
