#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Hooks on other commands than clone, and what they undo.
. "${srcdir:-.}/tests/shell/lib.sh"
. "$srcdir/tests/shell/hooks.sh"

log=$tmp/log
cd "$tmp" || exit 99

hook m.lua <<LUA
local function note(text)
  virt.file.update("$log", function(old) return old .. text .. "\n" end)
end
for _, name in ipairs { "start", "destroy", "undefine", "rename", "define",
    "shutdown" } do
  virt.hook { name = "on-" .. name, on = name,
    check = function(o) o:lock("test-" .. os.getenv "TEST_LOCK") end,
    before = function(o)
      o.data.word = "for " .. (o.new_name or o.domain and o.domain.name or
        o.xml:get "name")
      o:step("one", function() note("do one " .. o.data.word) end,
        function(uncertain) note("undo one " .. tostring(uncertain)) end)
      o:step("two", { "sh", "-c", "echo do two >>$log" },
        { "sh", "-c", "echo undo two >>$log" })
    end,
    after = function(o)
      o:step("three", function() note("after " .. o.data.word) end,
        function() note "undo three" end)
      if os.getenv "TEST_LATE" then error "late" end
    end }
end
virt.hook { name = "no", on = "start", before = function(o)
  if os.getenv "TEST_NO" then o:deny "no" end
  if os.getenv "TEST_CUT" then
    o:step("cut", function() virt.run { "sh", "-c",
      "kill -INT \$(ps -o ppid= \$\$); sleep 30" } end,
      function(uncertain) note("undo cut " .. tostring(uncertain)) end)
  end
end }
LUA
TEST_LOCK=$$
export TEST_LOCK
at_exit 'rm -f "/run/lock/virt-twin-test-$$.lock" "/tmp/virt-twin-test-$$.lock"'

# did: what hooks did, on one line.
did() {
  [ ! -e "$log" ] || paste -sd, "$log"
  rm -f "$log"
}

vt 'start base'
is 'before and after a command hooks do what they like' "$status $(did)" \
  '0 do one for base,do two,after for base'
vt 'start base; destroy base; rename base new; undefine new'
is 'start, destroy, rename and undefine have hooks' \
  "$status $(did | tr ',' '\n' | grep -c after)" '0 4'
echo "<domain type='test'><name>x</name><memory>1</memory><os><type>hvm</type>
</os></domain>" >x.xml
vt 'define x.xml'
is 'define, too, and they see the XML' "$status $(did)" \
  '0 do one for x,do two,after for x'
vt 'start base; shutdown base'
is 'and shutdown' "$status $(did | tr ',' '\n' | grep -c after)" '0 2'

# ---- undone

vt 'start base --reset-nvram'
is 'a command that fails undoes what they did, newest first' \
  "$status $(did)" '1 do one for base,do two,undo two,undo one false'
echo '<domain><name>x</name></domain>' >x.xml
vt 'define x.xml'
is 'also define' "$status $(did)" \
  '1 do one for x,do two,undo two,undo one false'
TEST_NO=1
export TEST_NO
vt 'start base; list --name'
unset TEST_NO
is 'a refusal undoes what others did' "$status $(did)" \
  '3 do one for base,do two,undo two,undo one false'
is 'and nothing is started' "$out" ''
TEST_LATE=1
export TEST_LATE
vt 'start base'
unset TEST_LATE
is 'an error afterwards is a warning, and undoes nothing' \
  "$status $(did)" '4 do one for base,do two,after for base'
not_ok 'nothing is left in the state directory' \
  grep -r . "$XDG_STATE_HOME/virt-twin/ops"

TEST_CUT=1
export TEST_CUT
run "$vt" -q -c "test://$tmp/host.xml" 'start base'
unset TEST_CUT
is 'Ctrl-C in a step undoes it in doubt' "$status $(did)" \
  '130 do one for base,do two,undo cut true,undo two,undo one false'

# ---- an undo that fails, and a crash

hook m.lua <<LUA
virt.hook { name = "bad", on = "start", before = function(o)
  o:step("bad", { "true" }, { "sh", "-c", "echo sorry >&2; exit 3" })
end }
LUA
vt 'start base --reset-nvram'
is 'what cannot be undone is told' "$status" 5
like 'with the reason' "$errors" "*not everything could be undone:*bad: bad: \
'sh' failed with status 3: sorry*"
vt 'recover --forget'

hook m.lua <<LUA
virt.hook { name = "crash", on = "start", before = function(o)
  o:step("made", { "true" }, { "touch", "$tmp/recovered" })
  virt.run { "sh", "-c", "kill -9 \$(ps -o ppid= \$\$)" }
end }
LUA
"$vt" -q -c "test://$tmp/host.xml" 'start base' >/dev/null 2>&1
rm -f "$hooks"/*
vt 'recover --list'
like 'after a crash the journal knows the command' "$out$errors" \
  "*start 'base'*"
vt 'recover'
ok 'and its step is undone' test -e recovered

# ---- pure

hook m.lua <<LUA
virt.hook { name = "p", on = "start", check = function(o)
  o:step("x", { "touch", "$log" }, { "true" })
end }
LUA
vt 'start base'
like 'check is pure' "$errors" "*c:step has side effects; it is not allowed in \
phase 'check' (allowed: before, after)*"
not_ok 'and nothing is done' test -e "$log"
hook m.lua <<LUA
local kept
virt.hook { name = "p", on = "start", check = function(o) kept = o end }
virt.hook { name = "q", on = "destroy", before = function(o)
  kept:step("x", { "touch", "$log" }, { "true" })
end }
LUA
vt 'start base; destroy base'
like 'an operation that is over is known' "$errors" "*hook 'q' failed before \
'destroy': m.lua:4: this operation is over*"
vt 'hook show q'
like 'such a hook can be shown' "$out" '*On: *destroy*'

done_testing
