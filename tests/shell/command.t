#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Commands in Lua: virt.command, and virt.shell.
. "${srcdir:-.}/tests/shell/lib.sh"

HOME=$tmp XDG_CONFIG_HOME=$tmp XDG_STATE_HOME=$tmp XDG_CACHE_HOME=$tmp
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME
cd "$tmp" || exit 99
mkdir -p "$tmp/virt-twin/hooks.d"
cat >"$tmp/virt-twin/hooks.d/10-lab.lua" <<'LUA'
virt.command {
  name = "lab-set", desc = "make a set of numbered clones",
  help = "Clones of SOURCE, with numbers.",
  example = "lab-set base 3",
  args = {
    { name = "source", type = "domain", required = true, desc = "to clone" },
    { name = "count", type = "integer", default = 3, min = 1, max = 50 },
    { name = "pool", flag = true, type = "pool" },
    { name = "net", flag = true, type = "network" },
    { name = "size", flag = true, type = "size" },
    { name = "for", flag = true, type = "duration" },
    { name = "log-file", flag = true, type = "file" },
    { name = "mode", flag = true, type = "enum",
      values = { "reflink", "linked", "copy" }, default = "reflink" },
    { name = "start", flag = true, type = "bool" },
  },
  run = function(a)
    print(a.source.name, a.count, a.mode, a.start, a.size, a["for"])
    print(a.pool and a.pool.path, a.net and a.net.bridge, a.log_file)
  end,
}

local function raises(how)
  if how == "nil" then error(nil) end
  if how == "table" then error {} end
  if how == "userdata" then error(virt.xml.parse "<a/>") end
  if how == "format" then string.format = print end
  if how == "itself" then error(select(2, virt.shell "bad itself"), 0) end
  if how == "loop" then
    while true do pcall(function() while true do end end) end
  end
  if how == "coroutine" then
    coroutine.wrap(function() virt.shell "version" end)()
  end
  error("no " .. how, 0)
end

virt.command {
  name = "bad", desc = "fail in many ways",
  args = { { name = "how", required = true, complete = raises } },
  run = function(a) raises(a.how) end,
}
virt.command {
  name = "say", desc = "run a line, and tell how it went",
  args = { { name = "line", required = true, rest = true } },
  run = function(a)
    local ok, why, status = virt.shell(#a.line == 1 and a.line[1] or a.line)
    print(ok, why, status)
    if not ok then return status end
  end,
}
virt.command {
  name = "own-json", desc = "make JSON itself",
  args = { { name = "json", flag = true, type = "bool" } },
  run = function(a) print(a.json and "{}" or "none") end,
}
virt.command {
  name = "no-words", desc = "run a list that says that it has -1 words",
  run = function()
    print(virt.shell(setmetatable({}, { __len = function() return -1 end })))
  end,
}
virt.command {
  name = "five", desc = "answer a status",
  args = { { name = "n", type = "integer", default = 5 } },
  run = function(a) return a.n end,
}
virt.command {
  name = "hang", desc = "take too long", timeout = 0.2,
  run = function() while true do end end,
}
virt.command {
  name = "choose", desc = "complete words",
  args = {
    { name = "first", required = true, complete = function(word)
      if word == "s" then while true do end end
      return { "one", "two", word .. "x", 5 }
    end },
    { name = "second", complete = function(_, args)
      return { "after-" .. args.first }
    end },
  },
  run = function(a, ...) print(a.first, a.second, (...).uri) end,
}
LUA

vt() {
  run "$vt" -q -c test:///default "$@"
}

# says NAME STATUS ERRORS WORD...
says() {
  says_name=$1 says_status=$2 says_errors=$3
  shift 3
  vt "$@"
  is "$says_name" "$status:$errors" "$says_status:$says_errors"
}

# ---- arguments

vt lab-set test
is 'a command has its arguments as values' "$status:$out" \
  '0:test	3	reflink	false	nil	nil
nil	nil	nil'
vt lab-set test 7 --mode=copy --start --size 10G --for 2h --pool default-pool \
  --net default --log-file x.log
is 'of all types' "$out" 'test	7	copy	true	10737418240	7200
/default-pool	virbr0	x.log'
says 'an object that there is not fails' 1 \
  "error: lab-set: source: tst: Domain not found (did you mean 'test'?)" \
  lab-set tst
says 'a word that is no number is misuse' 2 \
  "error: lab-set: count: 'x' is not an integer" lab-set test x
says 'so is a number outside its bounds' 2 \
  'error: lab-set: count: 99 is outside 1..50' lab-set test 99
says 'so is no word of an enum' 2 \
  "error: mode: 'lnked' is not one of: reflink linked copy" \
  lab-set test --mode lnked
says 'so is an unknown option' 2 \
  "error: command 'lab-set' doesn't support option --mod
error: Did you mean '--mode'?" lab-set test --mod copy
says 'so is what is missing' 2 \
  "error: command 'lab-set' requires <source> option" lab-set
vt choose one two
is 'a function that takes it gets the connection' "$out" \
  'one	two	test:///default'
VIRT_TWIN_DEFAULT_URI=bad:/// run "$vt" -q five
is 'one that does not needs none' "$status:$errors" 5:

# ---- how it ends

vt five 0
is 'its answer is the exit status' "$status:$errors" 0:
vt five
is 'whichever it is' "$status:$errors" 5:
says 'an answer that is none fails' 1 \
  "error: five: 'run' answers an exit status from 0 to 255, or nothing, not \
'300'" five 300
says 'nil can be raised' 1 'error: bad: the error is a nil value' bad nil
says 'so can a table' 1 'error: bad: the error is a table value' bad table
says 'so can a userdata' 1 'error: bad: the error is a userdata value' \
  bad userdata
says 'the library stays as it is' 1 \
  "error: bad: 10-lab.lua:27: string is read-only: 'format' cannot be set" \
  bad format
says 'a command cannot run itself for ever' 1 \
  "error: bad: bad: bad: bad: bad: bad: bad: bad: bad: more than 8 commands \
within commands" bad itself
says 'nor inside a coroutine' 1 'error: bad: 10-lab.lua:33: virt.shell cannot '\
'be called inside a coroutine' bad coroutine
says 'a time limit ends it' 1 'error: hang: 10-lab.lua:70: time limit reached' \
  hang
run timeout --preserve-status -s INT 1 "$vt" -q -c test:///default bad loop
is 'Ctrl-C ends what catches all errors' "$status:$errors" \
  '130:error: bad: 10-lab.lua:30: interrupted'

# ---- commands within it

vt say 'version; list --all --name'
like 'virt.shell runs a line' "$out" '*Using library: *
test
*true	nil	nil'
vt say -- list --all --name
is 'or words' "$out" 'test
true	nil	nil'
vt lua 'virt.shell { "echo", 5, 2.0 }'
is 'words may be whole numbers' "$out" '5 2
true'
vt say 'lst'
is 'a failure is given, not printed' "$status:$out:$errors" \
  "2:false	unknown command: 'lst'
Did you mean 'list'?	2:"
vt 'say "list --all --name | tr a-z A-Z"'
is 'a pipe in it works' "$out" 'TEST
true	nil	nil'
vt say '!sh -c "exit 3"'
is 'so does a program' "$status:$out" '3:false	it failed	3'
vt 'say "list --all --name" | wc -l'
is 'its results can be piped' "$((out))" 2
vt own-json --json
is 'a flag --json of its own is its own' "$status:$out" '0:{}'
vt no-words
like 'a list of no words is refused' "$status:$errors" \
  '1:error: no-words: *virt.shell wants a line, or a list of words'
vt --json say 'version'
like 'and are a value in JSON' "$out" '{
  "output": "Compiled against*true*'
run timeout --preserve-status -s INT 1 "$vt" -q -c test:///default \
  say '!sleep 20'
is 'Ctrl-C ends what it runs' "$status" 130

cat >guard.lua <<'LUA'
virt.hook {
  name = "nested",
  mutate = function(c) c.data.x = 1 end,
  reserve = function(c)
    c:step("touch made", { "touch", "made" }, { "rm", "made" })
    virt.shell "clone test inner"
  end,
}
LUA
host() {
  run "$vt" -q -c "test://$srcdir/tests/data/host.xml" "$@"
}
host --hook guard.lua ' -clone base outer; list --all --name'
is 'a hook that clones fails' "$errors" \
  "error: cannot clone 'base' as 'outer': hook 'nested' failed in phase 'reserve': guard.lua:6: virt.shell is \
for virt.command and the command 'lua'; a hook cannot run commands of the \
shell"
is 'there is no clone' "$out" base
not_ok 'and all is undone' test -e made
cat >plain.lua <<'LUA'
virt.hook { name = "seen", plan = function(c) virt.info("plan %s", c.name) end }
LUA
host --hook plain.lua 'say "clone base a b c d"; list --all --name'
is 'a command may clone, several at once' \
  "$status:$(echo "$out" | grep -c '^[a-d]$'):$(echo "$errors" | grep -c plan)" \
  0:4:4
host --hook guard.lua 'say "clone base z"; list --all --name'
like 'hooks within it are no commands' "$out" '*a hook cannot run commands*'
not_ok 'their undo is whole as well' test -e made
vt say 'hook reload'
is 'a command outlives a reload that it asks for' "$status:$out" \
  '0:true	nil	nil'
vt 'say quit; echo not this'
is 'it can end the shell' "$status:$out" '0:true	nil	nil'
vt lua 'virt.shell "list --all --name"'
is 'the command lua can, too' "$out" 'test
true'

# ---- what the shell knows of it

vt help script
like 'help lists them in a group' "$out" \
  '*(help keyword '\''script'\'')*lab-set  *make a set of numbered clones*'
vt help
like 'and in the whole list' "$out" '*lab-set  *make a set of numbered clones*'
vt lab-set --help
like 'help of one shows its arguments' "$out" '*lab-set <source>*Clones of *
*--source\] <string>*to clone
*--count <string>*number (default: 3)*lab-set base 3*'
vt apropos numbered
like 'apropos finds it' "$out" '*lab-set *'
says 'a wrong name has a near one' 2 "error: unknown command: 'labset'
error: Did you mean 'lab-set'?" labset
for word in 'lab:lab-set' 'lab-set --mode r:reflink' 'help lab:lab-set' \
  'choose o:one ox' 'choose one :after-one' 'lab-set te:test' \
  'lab-set --pool d:default-pool' 'time lab:lab-set' 'bad x:' \
  'choose s:'; do
  line=${word%:*}
  # shellcheck disable=SC2086  # words are meant
  run "$vt" -q -c test:///default complete -- ${line% *} "${line##* }"
  case $line in *' '*) ;; *) run "$vt" -c test:///default complete -- "$line" ;;
  esac
  is "'$line' is completed" "$(echo "$out" | paste -s -d ' ')" "${word#*:}"
done

# ---- mistakes in the declaration

# refuses NAME MESSAGE FIELDS
refuses() {
  echo "virt.command { $3 }" >m.lua
  run "$vt" -q -c test:///default --hook m.lua nosuch
  is "$1" "$status:$errors" \
    "2:error: unknown command: 'nosuch'
error: commands in Lua: hook file m.lua: m.lua:1: $2"
}
some='desc = "x", run = print'
refuses 'a built-in cannot be replaced' \
  "command 'list' is the program's own; an alias can replace it" \
  "name = 'list', $some"
refuses 'nor by its other name' \
  "command 'exit' is the program's own; an alias can replace it" \
  "name = 'exit', $some"
refuses 'a name is taken once' \
  "there is a command 'five' already, in 10-lab.lua" "name = 'five', $some"
refuses 'an unknown field is told' \
  "command 'x' has no 'arg' (did you mean 'args'?)" \
  "name = 'x', arg = {}, $some"
refuses 'so is what is missing' "command 'x' needs a 'run'" \
  "name = 'x', desc = 'y'"
refuses 'so is an unknown type' "argument 1 of command 'x': type 'pol' is not \
one of bool, domain, duration, enum, file, integer, network, pool, size, \
string, volume (did you mean 'pool'?)" \
  "name = 'x', args = { { name = 'a', type = 'pol' } }, $some"
refuses 'and a wrong default' \
  "argument 1 of command 'x': default: 'q' is not an integer" \
  "name = 'x', args = { { name = 'a', type = 'integer', default = 'q' } }, $some"
refuses 'and nonsense after the rest' \
  "argument 'b' of command 'x': nothing can come after the rest" \
  "name = 'x', args = { { name = 'a', rest = true }, { name = 'b' } }, $some"
rm m.lua

# ---- loaded when it is needed

echo 'error "not now"' >broken.lua
vt --hook broken.lua list --all --name
is 'a command of the shell reads no scripts' "$status:$out:$errors" 0:test:
run "$vt" --hook broken.lua help
like 'help is shown also when they are broken' "$status:$out$errors" \
  '0:*list domains*warning: hook file broken.lua: broken.lua:1: not now*'
cp "$tmp/virt-twin/hooks.d/10-lab.lua" "$tmp/lab.bak"
run "$vt" -q -c test:///default 'five 0; lua "virt.file.write(
  \"virt-twin/hooks.d/10-lab.lua\",
  \"virt.command { name = [[new]], desc = [[x]], run = print }\")";
  -five 0; new x; hook reload' 2>&1
is 'what is parsed may be gone when it runs' "$status:$errors" \
  '2:error: unknown command: '\''new'\'''
cp "$tmp/lab.bak" "$tmp/virt-twin/hooks.d/10-lab.lua"

# ---- at a prompt

command -v tmux >/dev/null || { skip 'at a prompt' 'no tmux'; done_testing; }
. "$srcdir/tests/shell/screen.sh"
mkdir -p "$tmp/.config/virt-twin/hooks.d"
cp "$tmp/lab.bak" "$tmp/.config/virt-twin/hooks.d/10-lab.lua"
terminal sh
if last_is 'sh:' >/dev/null; then
  keys "'$vt' -c test:///default" Enter
  last_is 'virt-twin #' >/dev/null
  keys 'lab-s' Tab
  ok 'TAB completes its name' shows '^virt-twin # lab-set <source>'
  keys 'te' Tab '2 --mo' Tab 'li' Tab Enter
  ok 'and its words' shows '^test.*2.*linked'
  last_is 'virt-twin #' >/dev/null
  keys 'bad ' Tab Tab C-u
  ok 'an error in completion does no harm' last_is 'virt-twin #'
  keys 'bad loop' Enter
  sleep 0.3
  keys C-c
  ok 'Ctrl-C ends it' shows 'error: bad: 10-lab.lua:30: interrupted'
  ok 'and the prompt is back' last_is 'virt-twin #'
  rm "$tmp/.config/virt-twin/hooks.d/10-lab.lua"
  enter 'five'
  ok 'a command whose file is gone is gone' \
    shows "error: unknown command: 'five'"
fi

done_testing
