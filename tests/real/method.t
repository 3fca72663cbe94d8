#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Ways to copy a disk in Lua: virt.method.
. "${srcdir:-.}/tests/real/lib.sh"
need qemu-img
real_embed
cd "$tmp" || exit 99

hooks=$tmp/home/config/virt-twin/hooks.d
mkdir -p "$hooks"
cat >"$hooks/ways.lua" <<'LUA'
virt.method {
  name = "cp", desc = "cp, sharing blocks where it can",
  can = function(disk, job)
    if job.format ~= job.source_format then
      return nil, "the format changes"
    end
    return job.is_local and disk.capacity == job.size
  end,
  copy = function(_, job)
    virt.run { "cp", "--reflink=auto", job.source, job.path }
  end,
  undo = { "rm", "-f", "{path}" },
}
virt.method {
  name = "img", timeout = 60,
  can = function() return true end,
  copy = function(disk, job)
    virt.info("copy %s, %s", disk.target, job.name)
    virt.run { "qemu-img", "convert", "-f", job.source_format, "-O",
      job.format, job.source, job.path }
  end,
  undo = function(_, job, uncertain)
    virt.info("undo %s", tostring(uncertain))
    virt.file.remove(job.path)
  end,
}

local function way(name, copy)
  virt.method { name = name, can = function() return true end, copy = copy,
    undo = { "rm", "-f", "{path}" } }
end
way("half", function(_, job)
  virt.run { "sh", "-c", 'echo half >"$1"', "sh", job.path }
  error "the array is full"
end)
way("slow", function(_, job)
  virt.run { "sh", "-c", 'echo half >"$1"; sleep 6', "sh", job.path }
end)
way("spin", function(_, job)
  virt.file.write(job.path, "half")
  while true do pcall(function() while true do end end) end
end)
way("lazy", function() end)
way("table", function() error {} end)
way("setter", function(disk) disk.size = "1T" end)
way("inner", function() virt.shell "clone base inner" end)
virt.method { name = "never", can = function() end, copy = print,
  undo = { "true" } }
virt.method { name = "typo", can = function(disk) return disk.nmae end,
  copy = print, undo = { "true" } }
virt.hook { name = "late", copied = function(c)
  if c.name == "late" then error "no" end
end }
virt.hook { name = "chooses", place = function(c)
  if c.name:find "^hook" then c.disks.vda.method = c.name:sub(6) end
end }
LUA

a=$(disk a.qcow2 qcow2 1M)
b=$(disk b.raw raw 1M)
domain_xml base "$a" qcow2 "$b" raw >base.xml
run vt -q define base.xml
is 'there is a source' "$status" 0

# What there is besides the source.
left() {
  find "$images" -type f ! -name '[ab].*' -printf '%f\n'
  vt -q list --all --name | grep -v '^base$'
}

run vt clone base plan --disk vda,method=cp --dry-run
like 'the plan shows the method' "$out" '* vda *copy *cp *'
like 'and what it writes at most' "$out" '* vda *cp *KiB*'
run vt -q --json clone base plan --disk vda,method=cp --dry-run
like 'also in JSON' "$out" '*"method": "cp"*'
run vt -q clone base web --disk vda,method=cp --disk vdb,method=img
is 'disks are made by it' "$status:$errors" '0:copy vdb, web-vdb.raw'
ok 'byte for byte' cmp "$a" "$images/web-vda.qcow2"
ok 'each of them' cmp "$b" "$images/web-vdb.raw"
run vt -q dumpxml web
like 'the clone says which it was' "$out" \
  '*disk target="vda" method="cp"*'
run vt -q clone base hook-img
is 'a hook may choose it' "$status:$errors" '0:copy vda, hook-img-vda.qcow2'
run vt -q clone base bad --disk vda,method=img --verify
is 'the copy can be compared' "$status" 0
run vt -q 'undefine web; undefine hook-img; undefine bad'
rm -f "$images"/web* "$images"/hook* "$images"/bad*

# ---- what goes wrong leaves nothing

# fails NAME STATUS MESSAGE WORD...
fails() {
  fails_name=$1 fails_status=$2 fails_message=$3
  shift 3
  run vt -q clone base new "$@"
  like "$fails_name" "$status:$errors" "$fails_status:$fails_message"
  is "  and nothing is left ($fails_name)" "$(left)" ''
}
fails 'an unknown one is misuse' 2 "*method: 'cpp' is not one of: cp img *copy \
linked *(did you mean 'cp'?)*" --disk vda,method=cpp
fails 'one that cannot says why' 1 \
  "*vda: method 'cp' cannot make it: the format changes*" \
  --disk vda,method=cp,format=raw
fails 'or only that' 1 "*method 'never' cannot make it: it says no*" \
  --disk vda,method=never
fails 'a mistake in it has its line' 1 "*method 'typo' cannot make it: \
ways.lua:*: a disk has no field 'nmae'*" --disk vda,method=typo
fails 'what it made in part is removed' 1 \
  '*disk vda: ways.lua:*: the array is full*' --disk vda,method=half
fails 'so is what it made when another one fails' 1 '*the array is full*' \
  --disk vda,method=img --disk vdb,method=half
fails 'what it did not make is missed' 1 \
  "*method 'lazy' has made no '*new-vda.qcow2'*" --disk vda,method=lazy
fails 'a table can be raised' 1 '*disk vda: ways.lua: the error is a table*' \
  --disk vda,method=table
fails 'choices are over' 1 "*disk choices are fixed*" --disk vda,method=setter
fails 'it runs no commands' 1 '*a hook cannot run commands of the shell*' \
  --disk vda,method=inner
run vt -q clone base late --disk vda,method=img
like 'a later failure undoes it' "$status:$errors" '1:*undo false*hook*late*'
is '  and nothing is left' "$(left)" ''

# interrupts NAME METHOD
interrupts() {
  exec_as_user timeout --preserve-status -s INT 2 "$vt" -q -c "$uri" \
    clone base new --disk "vda,method=$2" >/dev/null 2>errors &
  wait $!
  is "$1" $? 130
  is '  and nothing is left' "$(left)" ''
}
interrupts 'Ctrl-C ends its programs' slow
interrupts 'and its loops' spin

# ---- after a crash

cat >"$hooks/wait.lua" <<'LUA'
virt.hook { name = "wait", copied = function(c)
  if c.name == "crash" then virt.run { "sleep", "6" } end
end }
LUA
# crashes METHOD: kill the program once the disk's file is there
crashes() {
  exec_as_user "$vt" -q -c "$uri" clone base crash --disk "vda,method=$1" \
    --disk vdb,action=drop >/dev/null 2>&1 &
  crashed=$!
  for _ in {1..100}; do
    [ ! -s "$images/crash-vda.qcow2" ] || break
    sleep 0.1
  done
  sleep 0.5
  kill -KILL "$crashed"
  wait "$crashed" 2>/dev/null
}
crashes cp
ok 'a crash leaves the file' test -s "$images/crash-vda.qcow2"
run vt -q recover
is 'recover takes it back' "$status:$(left)" 0:
crashes slow
run vt -q recover
like 'what may not be made is told, with the command' "$status:$errors" \
  "5:*it may not have been made; if it was: rm -f */crash-vda.qcow2*"
run vt -q recover --force
rm -f "$images"/crash*

run vt complete -- clone base x --disk vda,method=c
is 'methods are completed' "$(grep -v ",$" <<<"$out")" "vda,method=convert
vda,method=copy
vda,method=cp"
done_testing
