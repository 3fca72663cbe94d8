#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Secrets of hooks are shown nowhere, but in the XML that is asked for.
. "${srcdir:-.}/tests/shell/lib.sh"
. "$srcdir/tests/shell/hooks.sh"

hook m.lua <<'LUA'
virt.hook { name = "m", params = {
    word = { "string", default = "pss&t", secret = true } },
  mutate = function(c, p)
    c.xml:set("title", "the " .. p.word)
    c.xml:find "devices":add { "graphics", type = "vnc", passwd = "hush" }
    c.xml:set("devices/graphics/@passwd", "psst2")
    c.xml:find "os":add { "smbios", mode = "sysinfo" }
    c.xml:add { "sysinfo", type = "smbios", { "oemStrings",
      { "entry", "io.systemd.credential:passwd.plaintext=tell-nobody" } } }
    c:warn("%s is not %s", p.word, "told")
  end }
for _, how in ipairs { "warn", "deny" } do
  virt.hook { name = "o-" .. how, on = how == "warn" and "start" or "undefine",
    params = { word = { "string", default = "pss&t", secret = true } },
    check = function(o, p) o[how](o, "%s is not told", p.word) end }
end
LUA

# silent NAME OPTIONS: the clone goes well, and nothing is told.
silent() {
  vt "clone base web1 $2"
  [ "$status" -le 4 ] && [ "$status" -ne 1 ] && [ -n "$out$errors" ]
  result $? "$1 works" || note <"$tmp/.err"
  not_ok "$1 has no secret" \
    grep -nE 'pss&|pss&amp;t|hush|psst2|tell-nobody' "$tmp/.out" "$tmp/.err"
}
silent 'a plan' --dry-run
silent 'a trace' '--dry-run --trace-hooks'
silent 'a trace of a clone' --trace-hooks
silent 'a trace with differences' '--dry-run --trace-hooks=diff'
silent 'blame' --blame
run "$vt" -q --json -c "test://$tmp/host.xml" clone base web1 --dry-run
not_ok 'JSON has no secret' \
  grep -nE 'pss&|pss&amp;t|hush|psst2|tell-nobody' "$tmp/.out" "$tmp/.err"
like 'what is hidden is marked' "$out" \
  '*the (secret)*io.systemd.credential:passwd.plaintext=(secret)*'
vt 'clone base web1 --print-xml'
like 'XML to work with is whole' "$out" '*the pss&amp;t*'
like 'with passwords' "$out" '*passwd=?psst2?*'
vt 'hook test --source base'
not_ok 'a test of the hook shows none' \
  grep -nE 'pss&|pss&amp;t|hush|psst2|tell-nobody' "$tmp/.out" "$tmp/.err"
vt 'hook show m'
not_ok 'nor does its description' grep 'pss' "$tmp/.out"
vt 'start base'
is 'a warning on another command shows none' "$errors" \
  'warning: o-warn: (secret) is not told'
vt 'undefine base'
like 'nor does a refusal' "$errors" '*o-deny: (secret) is not told'

done_testing
