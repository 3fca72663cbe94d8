#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Files that the configuration opens get all of Lua; no others do.
. "${srcdir:-.}/tests/shell/lib.sh"
. "$srcdir/tests/shell/hooks.sh"

conf=$XDG_CONFIG_HOME/virt-twin/virt-twin.conf
mkdir "$tmp/modules"
echo 'return { word = "a module" }' >"$tmp/modules/acme.lua"
hook 50-netbox.lua <<LUA
virt.hook { name = "netbox", mutate = function(c)
  local file <close> = assert(io.open "/proc/self/comm")
  package.path = "$tmp/modules/?.lua"
  c.xml:set("title", load "return 'loaded '" () .. require "acme".word .. " " ..
    file:read "l" .. type(os.remove))
end }
LUA
vt 'clone base web1 --print-xml'
like 'a file has not all of Lua' "$errors" "*50-netbox.lua:2: undefined variable 'io'*"
echo 'open = 40-other, 50-netbox' >"$conf"
vt 'clone base web1 --print-xml'
like 'one that is opened has' "$out" \
  '*<title>loaded a module virt-twinfunction</title>*'
cat >"$tmp/two.lua" <<LUA
print((select(2, virt.shell "clone base web1 --print-xml")))
virt.file.write("$conf", "openx = 50-netbox\n")
print((select(2, virt.shell "clone base web1 --print-xml")))
LUA
vt "lua $tmp/two.lua"
like 'what is opened is looked up for each clone' "$out" \
  "*nil*undefined variable 'io'*"
echo 'open = 50-netbox' >"$conf"
chmod g+w "$conf"
vt 'clone base web1 --print-xml'
like 'others must not have written that' "$errors" \
  "*refusing to load $conf: it is writable by its group*"
chmod g-w "$conf"
mkdir -p "$tmp/p/.virt-twin/hooks.d"
mv "$hooks/50-netbox.lua" "$tmp/p/.virt-twin/hooks.d/"
cd "$tmp/p" || exit 99
vt 'hook trust'
vt 'clone base web1 --print-xml'
like 'a file of a project is never open' "$errors" "*undefined variable 'io'*"

done_testing
