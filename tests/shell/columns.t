#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Columns of list in Lua: virt.column.
. "${srcdir:-.}/tests/shell/lib.sh"

HOME=$tmp XDG_CONFIG_HOME=$tmp XDG_STATE_HOME=$tmp XDG_CACHE_HOME=$tmp
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME
mkdir -p "$tmp/virt-twin/hooks.d"
cat >"$tmp/virt-twin/hooks.d/cols.lua" <<'LUA'
virt.column { name = "len", title = "Length", align = "right",
  get = function(dom) return #dom.name end }
virt.column { name = "upper", width = 3,
  get = function(dom) return dom.name:upper() end }
virt.column { name = "minus",
  get = function(dom) return -#dom.name end }
virt.column { name = "none", get = function() end }
virt.column { name = "back",
  get = function(dom) return dom.name == "a" and "9" or "10" end }
virt.column { name = "typo", get = function(dom) return dom.nmae end }
virt.column { name = "run", get = function() return virt.query { "true" } end }
virt.column { name = "read", get = function()
  return virt.file.read "/dev/null" end }
virt.column { name = "write", get = function(dom) dom.autostart = true end }
virt.column { name = "table", get = function() return {} end }
virt.column { name = "loop", get = function()
  while true do pcall(function() while true do end end) end end }
LUA
cat >"$tmp/host.xml" <<'XML'
<node>
  <domain type='test'><name>a</name><memory>1</memory>
    <os><type>hvm</type></os></domain>
  <domain type='test'><name>bcde</name><memory>1</memory>
    <os><type>hvm</type></os></domain>
</node>
XML

list() {
  run "$vt" -q -c "test://$tmp/host.xml" list --all "$@"
}

list --columns name,len,none,upper
is 'columns of scripts are beside the own' "$status:$out" \
  '0: a      1      A
 bcde   4      BC~'
run "$vt" -c "test://$tmp/host.xml" list --all --columns len,none
like 'they have titles, and sides' "$out" ' Length   None
----------------
*      1 *
*      4 *'
list --format csv --columns name,upper,len
is 'nothing is cut in CSV' "$out" 'a,A,1
bcde,BCDE,4'
run "$vt" -q --json -c "test://$tmp/host.xml" list --all \
  --columns name,len,minus,upper,none
is 'JSON has numbers, texts and null' \
  "$(echo "$out" | tr -d ' \n')" \
  '[{"name":"a","len":1,"minus":-1,"upper":"A","none":null},{"name":"bcde","len":4,"minus":-4,"upper":"BCDE","none":null}]'
list --sort back --columns name
is 'they sort, numbers as numbers' "$out" ' a
 bcde'
list --sort none --columns name
is 'where there is nothing, the order stays' "$out" ' a
 bcde'

# fails NAME COLUMN WARNING
fails() {
  list --columns "name,$2"
  is "$1" "$status:$out:$errors" "4: a      ?
 bcde   ?:warning: column '$2' of 'a': $3"
}
fails 'one that fails is told once' typo \
  "cols.lua:10: a domain has no field 'nmae' (did you mean 'name'?)"
fails 'programs are not for columns' run \
  'cols.lua: virt.query reaches outside; it is not allowed in a column'
fails 'nor are files' read \
  'cols.lua: virt.file.read reaches outside; it is not allowed in a column'
fails 'nor changes' write \
  'cols.lua:14: domain.autostart reaches outside; it is not allowed in a column'
fails 'a table is no cell' table \
  "cols.lua: 'get' answers a text or a number, not a table"
run timeout --preserve-status -s INT 1 "$vt" -q -c "test://$tmp/host.xml" \
  list --all --columns loop
is 'Ctrl-C ends it' "$status:$out:$errors" '130::error: interrupted'

list --columns nam
is 'a wrong name is told' "$status:$errors" "2:error: there is no column 'nam'
error: Did you mean 'name'?"
list --columns uper
is 'also of these' "$errors" "error: there is no column 'uper'
error: Did you mean 'upper'?"
run "$vt" -q -c test:///default complete -- list --columns name,u
is 'they are completed in a list' "$(echo "$out" | grep -v ",$")" "name,upper
name,uuid"
run "$vt" -q -c test:///default complete -- list --sort le
is 'and alone' "$out" len

echo 'error "no"' >"$tmp/virt-twin/hooks.d/broken.lua"
list --columns name
is 'who asks for none reads no scripts' "$status:$errors" 0:
list --columns len
like 'who asks for one is told why not' "$status:$errors" \
  '1:error: hook file */broken.lua: broken.lua:1: no'
rm "$tmp/virt-twin/hooks.d/broken.lua"

refuses() {
  echo "virt.column { $3 }" >"$tmp/m.lua"
  run "$vt" -q -c test:///default --hook "$tmp/m.lua" list --columns nosuch
  is "$1" "$errors" "error: hook file $tmp/m.lua: m.lua:1: $2"
}
refuses 'a column of the own names is refused' \
  "column 'state' is the program's own" "name = 'state', get = print"
refuses 'so is one that is there' \
  "there is a column 'len' already, in cols.lua" "name = 'len', get = print"
refuses 'so is an unknown field' \
  "column 'x' has no 'titel' (did you mean 'title'?)" \
  "name = 'x', titel = 'y', get = print"
refuses 'so is one without a function' \
  "column 'x' needs a 'get'" "name = 'x'"

done_testing
