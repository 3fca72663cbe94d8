#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The hooks of a project: loaded when they are trusted, as they were then.
. "${srcdir:-.}/tests/shell/lib.sh"
. "$srcdir/tests/shell/hooks.sh"

project=$tmp/project/.virt-twin
trust=$XDG_STATE_HOME/virt-twin/trust
mkdir -p "$project/hooks.d" "$project/lua"
cd "$tmp/project" || exit 99

cat >"$project/hooks.d/50-title.lua" <<'LUA'
local names = require "names"
virt.hook { name = "title", params = { word = { "string", default = "of" } },
  mutate = function(c, p) c.xml:set("title", names.of(p.word)) end }
LUA
echo 'return { of = function(word) return word .. " project" end }' \
  >"$project/lua/names.lua"
printf '[title]\nword = my\n' >"$project/hooks.conf"

# title: of a clone.
title() {
  vt 'clone base web1 --print-xml'
  printf '%s\n' "$out" | sed -n 's,.*<title>\(.*\)</title>.*,\1,p'
}

# ---- before

is 'what nobody trusts is not loaded' "$(title)" ''
run "$vt" -c "test://$tmp/host.xml" 'hook list'
like 'that is told' "$errors" "*ignoring $project: 'hook trust' would load*"
ok 'it is not asked from elsewhere' test ! -e "$trust"

# ---- trusted

vt 'hook trust'
is 'trust succeeds' "$status" 0
is 'it says what is trusted' "$out" " new   $project/hooks.conf
 new   $project/hooks.d/50-title.lua
 new   $project/lua/names.lua"
is 'script, module and value are loaded' "$(title)" 'my project'
ok 'the sums are those of sha256sum' sha256sum --quiet -c "$trust"
is 'nobody else can write them' "$(stat -c %a "$trust")" 600
vt 'hook trust'
like 'a second time nothing is new' "$out" " same *same *same *"
vt 'hook trust --list'
like 'they can be listed' "$out" " same *$project/hooks.conf*"
cd "$tmp" || exit 99
is 'another directory is another project' "$(title)" ''
cd "$tmp/project" || exit 99

# ---- changed

cp -p "$project/lua/names.lua" "$tmp/names.lua"
echo '-- more' >>"$project/lua/names.lua"
vt 'clone base web1 --print-xml'
is 'a changed module is refused' "$status" 1
like 'with the remedy' "$errors" "*refusing to load $project/lua/names.lua: it \
has changed since it was trusted; look at it, then 'hook trust'*"
vt 'hook trust --list'
like 'the list knows' "$out" "* changed *names.lua*"
mv "$tmp/names.lua" "$project/lua/names.lua"
is 'the old text is trusted still' "$(title)" 'my project'
echo 'word = your' >>"$project/hooks.conf"
vt 'clone base web1 --print-xml'
like 'a changed value is refused' "$errors" '*hooks.conf: it has changed*'
vt 'hook trust'
like 'it can be trusted again' "$out" " changed *$project/hooks.conf*"
is 'and counts' "$(title)" 'your project'

# A link's target counts, whatever it is called.
echo 'error "never"' >"$tmp/evil.lua"
ln -sf "$tmp/evil.lua" "$project/hooks.d/50-title.lua"
vt 'clone base web1 --print-xml'
like 'a link in its place is refused' "$errors" '*50-title.lua: it has changed*'
rm "$project/hooks.d/50-title.lua"
echo 'error "never"' >"$project/hooks.d/60-new.lua"
vt 'clone base web1 --print-xml'
like 'a file more is refused' "$errors" \
  '*60-new.lua: it is not one of those that are trusted*'
vt 'clone base web1 --print-xml --no-hooks'
is 'without hooks nothing is asked' "$status" 0
echo '# more' >>"$project/hooks.conf"
vt 'clone base web1 --print-xml --no-hooks'
is 'nor about values' "$status" 0
vt 'hook trust --list'
like 'what is gone is known' "$out" '* gone  *50-title.lua*'

# Somebody else's file is no more trusted than elsewhere.
chmod g+w "$project/hooks.d/60-new.lua"
vt 'hook trust'
like 'a file that others can write cannot be trusted' "$errors" \
  '*60-new.lua: it is writable by its group*'
rm "$project/hooks.d/60-new.lua"

# ---- forgotten

run "$vt" -c "test://$tmp/host.xml" 'hook trust --remove'
like 'trust can be taken away' "$errors" "*3 files of $project are forgotten*"
is 'nothing is loaded any more' "$(title)" ''
vt 'hook trust --remove'
like 'that is once' "$errors" "*nothing in $project is trusted*"
echo 'rubbish' >"$trust"
vt 'hook list'
like 'a spoilt list is an error' "$errors" "*$trust: 'rubbish' is not a sum*"
rm "$trust"

# ---- words

vt 'hook trust /nowhere'
like 'a project is a directory' "$errors" "*no directory .virt-twin in '/nowhere'*"
vt 'hook trust --list --remove'
is 'list is all of them' "$status" 2
mkdir -p "$tmp/two/.virt-twin"
vt "hook trust $tmp/two"
like 'one without hooks has nothing to trust' "$errors" '*there are no hooks in*'

# What cannot be seen is not passed over. Root sees all.
blind=$tmp/blind/.virt-twin
mkdir -p "$blind/hooks.d" "$blind/lua/deep" "$tmp/blind/state"
echo 'virt.debug "x"' >"$blind/hooks.d/x.lua"
cp "$blind/hooks.d/x.lua" "$blind/lua/deep/y.lua"
chmod 444 "$blind/lua/deep"
become=
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
  nobody=$(id -u nobody)
  become="setpriv --reuid=$nobody --regid=$nobody --clear-groups"
  cp "$vt" "$tmp/vt" && vt=$tmp/vt
  chmod 711 "$tmp" && chown -R "$nobody" "$tmp/blind"
fi
if [ "$(id -u)" -eq 0 ] && [ ! "$become" ]; then
  skip 'a file that cannot be seen is told' 'root sees all'
else
  # shellcheck disable=SC2086
  run $become env XDG_STATE_HOME="$tmp/blind/state" \
    "$vt" -q hook trust "$tmp/blind"
  like 'a file that cannot be seen is told' "$errors" \
    "*cannot read $blind/lua/deep/y.lua: *"
fi
chmod 755 "$blind/lua/deep"

# What the program keeps of it can be written by two at once.
for i in 1 2 3 4; do
  mkdir -p "$tmp/p$i/.virt-twin/hooks.d"
  echo 'virt.debug "x"' >"$tmp/p$i/.virt-twin/hooks.d/x.lua"
done
pids=
for i in 1 2 3 4; do
  "$vt" -q hook trust "$tmp/p$i" >/dev/null 2>&1 &
  pids="$pids $!"
done
for pid in $pids; do wait "$pid"; done
is 'what four say at once is kept' "$(grep -c 'x.lua$' "$trust")" 4

done_testing
