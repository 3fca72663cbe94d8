#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Scripts that observe the prompt: virt.on, virt.prompt.
. "${srcdir:-.}/tests/shell/lib.sh"
need tmux
[ -x "$vt" ] || skip_all 'there is no program'
. "$srcdir/tests/shell/screen.sh"

hooks=$tmp/.config/virt-twin/hooks.d
mkdir -p "$hooks"
cat >"$hooks/seen.lua" <<'LUA'
for _, event in ipairs { "start", "exit", "connect", "disconnect", "reload" } do
  virt.on(event, function(e) virt.info("saw %s %s", e.event, e.uri) end)
end
virt.on("domain", function(e) virt.info("domain %s %s", e.domain, e.what) end)
virt.on("domain", function(e)
  if e.what == "resumed" then error "not this" end
end)
virt.prompt(function(e)
  return (e.connected and "on" or "off") .. "\n> "
end)
LUA
terminal sh
last_is 'sh:' >/dev/null || skip_all 'no shell in a terminal'
run "$vt" -q -c test:///default list --name
is 'without a prompt nobody observes' "$out$errors" test
keys "'$vt' -q" Enter
ok 'the prompt is as a script has it, on one line' last_is 'off>'
keys 'connect test:///default' Enter
ok 'the next one as well' last_is 'on>'
t clear-history -t one
keys "quit" Enter
last_is 'sh:' >/dev/null

keys "'$vt' -c test:///default" Enter
last_is 'on>' >/dev/null
ok 'the start is seen' shows 'saw start test:///default'
ok 'so is a connection' shows 'saw connect test:///default'
keys 'suspend_nosuch' Enter
ok 'a mistake is none of theirs' shows "unknown command: 'suspend_nosuch'"
keys 'destroy test; start test' Enter
ok 'what happens to domains is seen' shows 'domain test stopped'
ok 'all of it' shows 'domain test started'
keys 'connect test:///default' Enter
ok 'the end of a connection is seen' shows 'saw disconnect'
echo 'virt.prompt(function() return "new> " end)' >>"$hooks/seen.lua"
keys Enter
ok 'a changed file is read again' last_is 'new>'
echo 'virt.prompt(function() return ("日"):rep(24) .. "> " end)' \
  >"$hooks/wide.lua"
wide='日日日日日日日日日日日日日日日日日日日日日日日日>'
keys Enter
last_is "$wide" >/dev/null
keys -l 'clone test abcdefgh'
ok 'a hint knows how wide the prompt is' \
  last_is "$wide clone test abcdefgh <name>... [--option"
keys C-c
rm "$hooks/wide.lua"
echo 'virt.prompt(function(e) return e.nosuch end)' >>"$hooks/seen.lua"
keys Enter
ok 'a mistake in the prompt is told' shows "warning: virt.prompt: seen.lua:12: \
the event has no 'nosuch'"
ok 'and the own one is shown' last_is 'virt-twin #'
echo 'virt.prompt(function() while true do end end)' >>"$hooks/seen.lua"
keys Enter
ok 'one that does not end is ended' shows 'seen.lua:13: time limit reached'
echo 'virt.prompt(function() return virt.query { "date" }.out end)' \
  >>"$hooks/seen.lua"
keys Enter
ok 'it runs no programs' shows 'virt.query reaches outside; it is not allowed'
last_is 'virt-twin #' >/dev/null
fresh >/dev/null
echo 'virt.on("exit", function() error "late" end)' >>"$hooks/seen.lua"
keys Enter
ok 'a reload is seen' shows 'saw reload'
echo 'x x' >>"$hooks/seen.lua"
enter 'uri'
ok 'files that do not load are told' shows 'warning: hook file .*seen.lua'
ok 'and the shell goes on' last_is 'virt-twin #'
keys C-d
ok 'the end is seen, with what was loaded' shows 'saw exit test:///default'
ok 'a mistake there is a warning' shows "warning: virt.on 'exit': seen.lua:15:"

# ---- Ctrl-C

cat >"$hooks/seen.lua" <<'LUA'
virt.on("domain", function(e)
  if e.what == "stopped" then while true do end end
end)
LUA
keys clear Enter
last_is 'sh:' >/dev/null
keys "'$vt' -c test:///default" Enter
last_is 'virt-twin #' >/dev/null
# It may come too early on a busy machine.
for _ in 1 2 3; do
  keys 'destroy test; start test' Enter
  sleep 0.7
  keys C-c
  last_is 'virt-twin #' >/dev/null
  screen | grep -q 'seen.lua:2: interrupted' && break
done
ok 'Ctrl-C ends one that observes' \
  shows "^warning: virt.on 'domain': seen.lua:2: interrupted"
enter 'echo al"iv"e'
ok 'and no more than that' shows '^alive$'
echo 'virt.prompt(function() while true do end end)' >>"$hooks/seen.lua"
for _ in 1 2 3 4 5; do
  keys Enter
  sleep 0.1
  keys C-c
  last_is 'virt-twin #' >/dev/null
  enter 'echo al"ways"'
  shows '^always$' >/dev/null
done
is 'nor the command after a prompt that it ended' \
  "$(screen | grep -c '^error: interrupted')" 0
keys C-d
last_is 'sh:' >/dev/null

# ---- mistakes

echo 'virt.on("strat", print)' >"$tmp/m.lua"
run "$vt" -q --hook "$tmp/m.lua" help
run "$vt" --hook "$tmp/m.lua" nosuch
like 'an unknown event is told' "$errors" \
  "*m.lua:1: there is no event 'strat'; events: connect, disconnect, domain, \
exit, reload, start (did you mean 'start'?)*"

done_testing
