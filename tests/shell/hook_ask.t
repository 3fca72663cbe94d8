#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A parameter that must be set is asked for at a prompt, and only there.
. "${srcdir:-.}/tests/shell/lib.sh"
need tmux
. "$srcdir/tests/shell/hooks.sh"
. "$srcdir/tests/shell/screen.sh"

hook m.lua <<'LUA'
virt.hook { name = "m", params = {
    ticket = { "string", required = true, pattern = "^%u+%-%d+$",
      desc = "change ticket" },
    word = { "string", required = true, secret = true } },
  mutate = function(c, p)
    c.xml:set("title", p.ticket .. " " .. #p.word)
    c.xml:set("description", p.word)
  end }
LUA

vt 'clone base web1'
like 'in a script it is an error' "$status$errors" "2*hook 'm' needs --set \
m.ticket=... (change ticket)"
# shellcheck disable=SC2016  # expanded there
run sh -c 'printf "%s\n" "clone base web1" "OPS-1" | "$@"' - \
  "$vt" -q -c "test://$tmp/host.xml"
like 'also when the lines are piped' "$errors" '*needs --set m.ticket*'

# shown PATTERN: it is on the screen, or was.
shown() {
  t capture-pane -p -J -S - -t one | grep -qe "$1"
}

terminal "XDG_CONFIG_HOME='$XDG_CONFIG_HOME' XDG_STATE_HOME='$tmp' \
'$vt' -q -c 'test://$tmp/host.xml'"
last_is 'virt-twin #' >/dev/null
enter 'clone base web{1..2}' 'm.ticket (change ticket):'
ok 'a prompt asks for it' last_is 'm.ticket (change ticket):'
keys -l OPS-7
keys Enter
ok 'and for the next one' last_is 'm.word:'
keys -l swordfish
sleep 0.2
not_ok 'a secret is not shown' shown swordfish
keys Enter
ok 'the clones are made' shows "Domain 'web2' cloned from 'base'"
ok 'each question comes once' test "$(screen | grep -c '^m.word')" -eq 1
last_is 'virt-twin #' >/dev/null
not_ok 'it is nowhere on the screen' shown swordfish
enter 'dumpxml web2 | grep title'
ok 'the hook has the answers' shows '<title>OPS-7 9</title>'
fresh
enter 'clone base web3' 'm.ticket (change ticket):'
keys -l 'no ticket'
keys Enter
last_is 'm.word:' >/dev/null
ok 'a wrong answer is an error' shows "m.ticket: 'no ticket' does not match"
fresh
enter 'clone base web3' 'm.ticket (change ticket):'
keys C-c
ok 'Ctrl-C leaves the question' last_is 'virt-twin #'
fresh
enter 'list --all --name'
not_ok 'and makes nothing' shown '^ *web3$'
enter 'clone base web3 --dry-run --trace-hooks --set ticket=A-1' 'm.word:'
keys -l swordfish
keys Enter
ok 'a trace hides the secret' shows 'description .*(secret)'
last_is 'virt-twin #' >/dev/null
keys C-d
not_ok 'no answer is in the history' grep -rqE 'swordfish|OPS-7' "$tmp/virt-twin"

done_testing
