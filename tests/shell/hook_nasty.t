#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Hooks that do their worst in the middle of a clone: each ends in a clear
# error, all is undone, and the next clone goes well.
# shellcheck disable=SC2016  # Lua in single quotes
. "${srcdir:-.}/tests/shell/lib.sh"
. "$srcdir/tests/shell/hooks.sh"

log=$tmp/log

# nasty NAME ERROR BODY: in the body of phase "copied", when the disks are
# there and a step was made. Four clones: with it, without it, and the lists.
nasty() {
  rm -f "$log"
  cat >"$hooks/m.lua" <<LUA
local kept
virt.hook { name = "m", timeout = 1,
  mutate = function(c)
    kept = c.xml:find "devices/interface" -- it is freed with its clone
  end,
  reserve = function(c)
    c:step("step", { "true" }, { "sh", "-c", "echo undone >>$log" })
  end,
  copied = function(c)
    if c.name ~= "bad" then return end
    $3
  end }
virt.hook { name = "old", finish = function(c) end }
LUA
  cat >"$tmp/all.lua" <<'LUA'
io.stderr:write(select(2, virt.shell "clone base bad"), "\n")
virt.shell "clone base good"
virt.shell "list --all --name"
for _, volume in ipairs(conn:pool "images":volumes()) do print(volume.name) end
LUA
  run timeout 100 "$vt" -q -c "test://$tmp/host.xml" lua "$tmp/all.lua"
  # shellcheck disable=SC2254  # it is meant as a pattern
  case $errors in
  *$2*) result 0 "$1 is a clear error" ;;
  *) result 1 "$1 is a clear error" || note <"$tmp/.err" ;;
  esac
  is "$1: its step is undone" "$(cat "$log" 2>/dev/null)" undone
  like "$1: the next clone is made" "$out" '*good*good.img*'
  not_ok "$1: nothing of it is left" grep -w bad "$tmp/.out"
}

nasty 'an endless loop' "hook 'm' failed in phase 'copied': m.lua:*: time limit" \
  'while true do end'
nasty 'one inside pcall' 'time limit reached' \
  'while true do pcall(function() while true do end end) end'
nasty 'one in a coroutine' 'time limit reached' \
  'coroutine.wrap(function() while true do end end)()'
nasty 'one in a callback of gsub' 'time limit reached' \
  '("x"):gsub(".", function() while true do end end)'
nasty 'a list without end' 'not enough memory' \
  'local t = {} while true do t[#t + 1] = ("x"):rep(999) .. #t end'
nasty 'a text without end' 'not enough memory' \
  'local s = "x" while true do s = s .. s end'
nasty 'another string.format' "string is read-only: 'format' cannot be set" \
  'string.format = function() return "evil" end'
nasty 'one through its metatable' 'attempt to index a boolean value' \
  'getmetatable("").__index.format = print'
nasty 'a table that is raised' "failed in phase 'copied': m.lua: the error is \
a table value" 'error {}'
nasty 'nil that is raised' 'the error is a nil value' 'error(nil)'
nasty 'a userdata that is raised' 'the error is a userdata value' 'error(c.xml)'
nasty 'a table that raises when it is shown' 'the error is a table value' \
  'error(setmetatable({}, { __tostring = function() error "x" end }))'
nasty 'a step that fails half way' 'm.lua:*: half' \
  'c:step("half", function() error "half" end, { "false" })'

# An element of a clone that is over, used by the next one.
hook m.lua <<'LUA'
local kept
virt.hook { name = "m", mutate = function(c)
  if kept then kept:set("@x", "1") end
  kept = c.xml:find "devices/interface"
end }
LUA
vt 'clone base a; clone base b'
is 'an element of a clone that is over' "$status" 1
like 'is known' "$errors" "*hook 'm' failed in phase 'mutate': m.lua:3: *over*"

# A hook that runs the program itself, in the same place.
hook m.lua <<LUA
virt.hook { name = "m", reserve = function(c)
  c:step("inner", { "$vt", "-q", "-c", "test://$tmp/host.xml", "--no-hooks",
    "clone", "base", "inner" }, { "sh", "-c", "echo undone >>$log" })
end, copied = function(c)
  local r = virt.run({ "$vt", "-q", "-c", "test://$tmp/host.xml", "clone",
    "none", "x" }, { check = false })
  error("inner said: " .. r.err)
end }
LUA
rm -f "$log"
vt 'clone base outer'
is 'a clone inside a hook works, and fails, on its own' "$status" 1
like 'its error can be had' "$errors" "*inner said: error: *'none'*"
is 'it is undone as any step' "$(cat "$log")" undone
not_ok 'no journal is left' grep -rq . "$tmp/virt-twin/ops"

# In phases that are too late to refuse, all of it is a warning.
hook m.lua <<'LUA'
virt.hook { name = "m", timeout = 1,
  defined = function() while true do end end,
  finish = function() error(nil) end }
LUA
vt 'clone base late; list --all --name'
is 'an endless hook after the define is a warning' "$status" 4
like 'as is one in the end' "$errors" \
  "*phase 'defined': m.lua:2: time limit*phase 'finish': m.lua: the error is*"
like 'the clone is there' "$out" '*late*'

done_testing
