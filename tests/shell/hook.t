#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The command `hook`: lists, shows, checks and tries hooks.
. "${srcdir:-.}/tests/shell/lib.sh"
. "$srcdir/tests/shell/hooks.sh"

cd "$tmp" || exit 99

hook 20-mac.lua <<'LUA'
virt.hook { name = "mac", desc = "addresses", after = "gone",
  params = { oui = { "string", default = "52:54:00", desc = "three bytes" },
             key = { "string", default = "pssst", secret = true } },
  mutate = function(c, p)
    c.xml:set("devices/interface[1]/mac/@address",
      virt.mac.hash(p.oui, c.name, 1))
  end }
LUA
vt 'hook list'
is 'list succeeds' "$status" 0
like 'it has a hook with phases, file and what it is for' "$out" \
  '* mac  *mutate  *20-mac.lua  *addresses*'
like 'between what the core does' "$out" '*core/identity*mac *core/options*'
vt 'hook show mac'
like 'show has the parameters, their values and where those are from' "$out" \
  '*  oui          string    52:54:00             default    three bytes*'
like 'and what is wrong' "$out" "*Problem: *there is no hook 'gone' to come*"
not_ok 'but no secrets' grep -q pssst "$tmp/.out"
printf '[mac]\noui = 00:16:3e\n' >"$XDG_CONFIG_HOME/virt-twin/hooks.conf"
vt 'hook show mac'
like 'a value of a file has its name' "$out" \
  '*oui  *00:16:3e  */virt-twin/hooks.conf*'
rm "$XDG_CONFIG_HOME/virt-twin/hooks.conf"
vt 'hook show mca'
like 'a hook that is not there has a near one' "$errors" \
  "*there is no hook 'mca' (did you mean 'mac'?)*"
vt 'hook show'
is 'show wants a name' "$status" 2

# ---- check

vt 'hook check'
is 'what a hook lacks is a warning' "$status" 4
echo 'virt.hook { name = "x", mutat = print }' >bad.lua
vt 'hook check bad.lua'
is 'a file that does not load is an error' "$status" 1
like 'with its line' "$errors" "*bad.lua: bad.lua:1: hook 'x': unknown field*"
echo 'virt.hook { name = "x", needs = "no-such-tool", plan = print }' >bad.lua
vt 'hook check bad.lua'
like 'a missing command is told' "$errors" \
  "*x: the command 'no-such-tool' is not installed*"

if command -v luacheck >/dev/null; then
  echo 'local unused = 1
virt.hook { name = "x", plan = function() end }' >bad.lua
  vt 'hook check bad.lua'
  like 'luacheck looks at a file as well' "$errors" \
    "*bad.lua:1:7: unused variable 'unused'*"
else
  skip 'luacheck looks at a file as well' 'luacheck is not installed'
fi

echo 'virt.hook { name = "x", api = 99, mutat = print }' >bad.lua
vt 'hook check bad.lua'
like 'a file for a newer program says so, not what it does not know' "$errors" \
  "*hook 'x' wants version 99 of the interface*"

# ---- new

vt 'hook new mine'
is 'new makes a file' "$status" 0
ok 'and one for editors' test -s .luarc.json
vt 'hook check mine.lua'
is 'which is right as it is' "$status" 0
vt 'hook new mine'
is 'a file that is there stays' "$status" 1
touch half_test.lua
vt 'hook new half'
is 'a test that is there stays, too' "$status" 1
not_ok 'and nothing is made beside it' test -e half.lua
vt 'hook new ../mine'
is 'a name is a name' "$status" 2
vt "hook new 'a b'"
is 'not a text' "$status $(ls a* 2>/dev/null)" '2 '

# ---- test

vt 'hook test mine.lua --source base'
is 'a hook can be tried' "$status" 0
like 'its edits are shown' "$out" '*mutate   mine *mine.lua:12]*'
not_ok 'other hooks do not take part' grep -q '20-mac' "$tmp/.out"
vt 'hook test --source base'
like 'without a file all do' "$out" '*20-mac.lua*'
vt 'hook test mine.lua --source base --set "prefix=copy of "'
like 'parameters can be set' "$out" '*copy of base*'
vt 'list --all --name'
is 'nothing is made' "$out" base
sed -n '/<domain/,/<\/domain>/p' host.xml | sed '/runstate/d; /xmlns:test/d' \
  >base.xml
run "$vt" -q hook test mine.lua --xml base.xml
is 'a file of XML will do, without a hypervisor' "$status" 0
like 'it is tried on that' "$out" '*clone of base*'
echo '<domain><memory>1</memory></domain>' >odd.xml
run "$vt" -q hook test mine.lua --xml odd.xml
like 'a domain has a name' "$errors" '*odd.xml: the domain has no name*'
vt 'hook test bad.lua'
is 'there is something to try it on' "$status" 2

cat >twice.lua <<'LUA'
virt.hook { name = "twice", mutate = function(c)
  c.xml:find "devices":add { "input", type = "mouse", bus = "usb" }
end }
LUA
vt 'hook test twice.lua --source base'
is 'a hook that adds again and again is found' "$status" 1
like 'the difference is shown' "$errors" "*hook 'twice' is not idempotent; in a \
second run it changes:*+ *<input bus=\"usb\" type=\"mouse\"/>*"

# ---- on other commands

hook m.lua <<LUA
virt.hook { name = "protect", on = "undefine", check = function(o)
  if o.domain.name == "base" then o:deny("'%s' is protected", o.domain.name) end
end }
virt.hook { name = "log", on = "start", before = function(o)
  virt.file.write("$tmp/log", "before " .. o.domain.state)
end, after = function(o) o:warn("%s", o.domain.state) error "late" end }
virt.hook { name = "pure", on = "rename", check = function(o)
  if o.new_name == "w" then virt.file.write("$tmp/log", "x") end
end }
LUA
vt 'undefine base'
is 'a hook can refuse another command' "$status" 3
is 'it says why' "$errors" "error: 'undefine' of 'base' is refused:
error:   protect: 'base' is protected"
vt 'start base'
is 'an error afterwards is a warning' "$status" 4
is 'before and after run' "$(cat log)$errors" "before shutoffwarning: log: running
warning: log: m.lua:6: late"
vt 'rename base w'
like 'its check is pure' "$errors" "*virt.file.write has side effects*"
vt 'rename base v; list --all --name'
is 'others are not disturbed' "${out##*
}" v
vt 'hook list'
like 'they are in the list' "$out" '*protect *on undefine*'

# ---- reload

hook m.lua <<'LUA'
virt.hook { name = "one", plan = print }
LUA
vt "hook reload; hook list"
like 'reload reads all files' "$out" '* one  *'
echo 'nonsense' >"$hooks/m.lua"
vt 'hook reload'
like 'a wrong one is an error' "$errors" "*m.lua:*: syntax error*"

# ---- disable

rm -f "$hooks"/*
ln -s /dev/null "$hooks/50-mine.lua"
vt 'hook disable mine'
is 'a link of its own can be taken away' "$status" 0
not_ok 'it is gone' test -L "$hooks/50-mine.lua"
ln -s "$tmp/mine.lua" "$hooks/50-mine.lua"
vt 'hook disable mine'
like "another one is its owner's" "$errors" \
  '*50-mine.lua is no link to a hook that came with the program: move it *'
ok 'and stays' test -L "$hooks/50-mine.lua"
rm "$hooks/50-mine.lua"
cp mine.lua "$hooks/50-mine.lua"
vt 'hook disable mine'
like 'so is a file' "$errors" '*move it away yourself*'
vt 'hook enable none'
like 'enable has only what came with the program' "$errors" \
  "*there is no hook 'none' in */hooks.avail*"

done_testing
