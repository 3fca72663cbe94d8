#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The command `lua`.
. "${srcdir:-.}/tests/shell/lib.sh"

HOME=$tmp XDG_CONFIG_HOME=$tmp XDG_STATE_HOME=$tmp XDG_CACHE_HOME=$tmp
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME
cd "$tmp" || exit 99

vt() {
  run "$vt" -q -c test:///default "$@"
}

vt lua '1 + 1'
is 'an expression is printed' "$out" 2
vt lua '1, nil, "x"'
is 'all its values are' "$out" '1
nil
x'
vt lua '#conn:domains()'
is 'it has the connection' "$out" 1
vt 'lua x = 5; lua x * 2'
is 'what is set stays' "$out" 10
vt lua 'virt.file.write("f", "text")'
is 'it may change things' "$(cat f)" text
vt lua 'io.open("f"):read "a"'
is "all of Lua's library is there" "$out" text
vt lua 'conn:domain("test").nmae'
is 'an error fails' "$status" 1
like 'it is told' "$errors" "*lua:1: a domain has no field 'nmae' (did you*"
vt lua '1 +'
like 'so is wrong syntax' "$errors" '*lua:1: *'
vt lua 'nmae'
like 'so is a wrong name' "$errors" "*undefined variable 'nmae'*"
vt lua 'virt.hook { name = "x", plan = print }'
like 'hooks belong to files' "$errors" '*virt.hook belongs to the file*'

cat >args.lua <<'LUA'
#!/usr/bin/env -S virt-twin lua
local a, b = ...
return a .. b
LUA
vt lua args.lua one two
is 'a file gets its arguments' "$out" onetwo
printf '#\nreturn 7\n' >mark.lua
vt lua mark.lua
is 'only the first line is passed over for its #' "$out" 7
mkdir -p dir.lua
vt lua dir.lua
is 'a directory is no script' "$status:$errors" \
  "1:error: failed to read file 'dir.lua': Is a directory"
printf 'return 1\n\0return 2' >nul.lua
vt lua nul.lua
like 'a part is not run for the whole' "$status:$errors" \
  "1:error: 'nul.lua' holds a NUL byte*"
head -c 68000000 /dev/zero | tr '\0' ' ' >large.lua
vt lua large.lua
is 'nor is the beginning of a long one' "$status:$errors" \
  "1:error: 'large.lua' is larger than 64 MiB"
run timeout --preserve-status -s INT 1 "$vt" -q -c test:///default lua 'while true do end'
is 'Ctrl-C ends it' "$status" 130
vt lua 'virt.run({ "echo", "hi" }).out'
is 'programs can be run' "$out" hi
echo 'virt.hook { name = "t", plan = function() io.open "f" end }' >t.lua
vt 'destroy test; clone test a --dry-run --hook t.lua'
like 'hooks have no more than before' "$errors" "*undefined variable 'io'*"

done_testing
