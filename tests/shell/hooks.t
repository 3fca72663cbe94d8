#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Hooks of the clone command: they change it, refuse it, and are undone.
. "${srcdir:-.}/tests/shell/lib.sh"
. "$srcdir/tests/shell/hooks.sh"

# macs TEXT: the MAC addresses in it.
macs() {
  printf '%s\n' "$1" | sed -n "s/.*<mac address='\(.*\)'.*/\1/p"
}

hook 20-mac.lua <<'LUA'
virt.hook {
  name = "mac-oui",
  mutate = function(c)
    for nic, i in c.xml:each "devices/interface" do
      nic:set("mac/@address", virt.mac.hash("52:54:00", c.name, i))
    end
  end,
  check = function(c)
    if c.name == "big" then
      c:problem("%s memory", virt.human(c.xml:bytes "memory"))
      c:problem("%s", virt.mac.owner "52:54:00:00:00:01")
    end
  end,
}
LUA
vt 'clone base web1; dumpxml web1'
is 'a hook of the user runs' "$status" 0
first=$(macs "$out")
is 'it sets every MAC address' "$(printf '%s\n' "$first" | wc -l)" 2
not_ok 'the source had others' grep -q '52:54:00:00:00:0' "$tmp/.out"
vt 'clone base web1; dumpxml web1'
is 'the same name gets the same addresses' "$(macs "$out")" "$first"
vt 'clone base web2; dumpxml web2'
not_ok 'another name gets others' [ "$(macs "$out")" = "$first" ]
vt 'clone base web1 --no-hooks; dumpxml web1'
not_ok 'without hooks it does not run' [ "$(macs "$out")" = "$first" ]
vt 'clone base big'
is 'a check refuses with its status' "$status" 3
is 'it says all that is wrong' "$errors" "error: the clone 'big' is refused:
error:   mac-oui: 2 GiB memory
error:   mac-oui: base"

hook 40-place.lua <<'LUA'
virt.hook {
  name = "place",
  place = function(c)
    for disk in c:copies() do
      disk.pool = "ssd"
      disk.name = virt.tmpl("{name}_{target}.img",
        { name = c.name, target = disk.target })
    end
  end,
}
LUA
vt 'clone base web1 --print-xml'
like 'a hook places a disk' "$out" "*/ssd/web1_vda.img*"
vt 'clone base web1 --disk vda,pool=images,name=mine.img --print-xml'
like 'what the user says wins' "$out" "*/images/mine.img*"

hook m.lua <<'LUA'
virt.hook { name = "m", place = function(c)
  c.disks.vda.pool = "sdd"
end }
LUA
vt 'clone base web1'
is 'a failing hook has its status' "$status" 1
like 'a wrong pool is found where it is set' "$errors" \
  "*hook 'm' failed in phase 'place': m.lua:2: *'sdd'*(did you mean 'ssd'?)*"

hook m.lua <<'LUA'
virt.hook { name = "m", plan = function(c)
  c:deny("clones of '%s' need a ticket", c.source.name)
end }
LUA
vt 'clone base web1'
is 'a refusal has its status' "$status" 3
is 'a refusal is all that is said' "$errors" \
  "error: the clone 'web1' is refused:
error:   m: clones of 'base' need a ticket"

hook m.lua <<'LUA'
virt.hook { name = "m", mutate = function()
  virt.run { "touch", "/no/such/file" }
end }
LUA
vt 'clone base web1 --dry-run'
like 'a pure phase has no effects' "$errors" \
  "*m.lua:2: virt.run has side effects; it is not allowed in phase 'mutate'*"

# ---- effects

hook m.lua <<LUA
local function log(text)
  virt.file.update("$tmp/log", function(old) return old .. text .. "\n" end)
end
virt.hook {
  name = "m",
  reserve = function(c)
    c:step("take one", function() log "take one" end,
      function() log "give one" end)
    c:step("take two", { "sh", "-c", "echo take two >>'$tmp/log'" },
      { "sh", "-c", "echo give two >>'$tmp/log'" })
  end,
  copied = function(c)
    if c.name == "bad" then
      virt.run { "sh", "-c", "echo no system found >&2; exit 3" }
    end
  end,
  defined = function(c)
    log("defined " .. c.name)
    if c.name == "late" then error "late" end
  end,
  finish = function(c) log("finish " .. c.status) end,
}
LUA
log() {
  cat "$tmp/log" 2>/dev/null
  rm -f "$tmp/log"
}

vt 'clone base web1 --dry-run'
is 'a dry run succeeds' "$status" 0
is 'a dry run has no effects' "$(log)" ''
vt 'clone base web1'
is 'a clone with steps succeeds' "$status" 0
is 'its phases run in order' "$(log)" "take one
take two
defined web1
finish ok"
vt 'clone base bad'
like 'a failing program fails the clone' "$errors" \
  "*hook 'm' failed in phase 'copied': m.lua:14: 'sh' failed with status 3: *"
like 'it says what the program said' "$errors" '*no system found*'
is 'all steps are undone, newest first' "$(log)" "take one
take two
give two
give one
finish failed"
vt 'clone base late'
is 'a late error is a warning' "$status" 4
like 'the warning names the hook' "$errors" \
  "*hook 'm' failed in phase 'defined': m.lua:19: late*"
is 'nothing is undone then' "$(log)" "take one
take two
defined late
finish ok"

# ---- what the core does

hook m.lua <<'LUA'
virt.hook { name = "early", before = "core/mac", mutate = function(c)
  c.data.old = c.xml:get "devices/interface/mac/@address"
end }
virt.hook { name = "late", after = "core/options", mutate = function(c)
  c.xml:set("devices/interface[1]/mac/@address", "52:54:00:0a:0b:0c")
  c.xml:set("title", c.data.old)
end }
LUA
vt 'clone base web1 --mac 52:54:00:00:00:77 --print-xml'
like 'a hook can come before the core' "$out" \
  '*<title>52:54:00:00:00:01</title>*'
like 'what the user says wins over a later phase' "$out" '*:77"*'
rm -f "$hooks"/*
vt 'clone base web1 --no-hook core/mac --print-xml'
like 'a MAC address that stays is found' "$errors" \
  "*52:54:00:00:00:01 belongs to domain 'base' already*"
vt 'clone base web1 --no-hook "core/*"'
is 'not all can be left out' "$status" 2
like 'it is said why' "$errors" '*--no-hook: core/identity cannot be left out*'
vt 'clone base web1 --no-hook no-such'
is 'a hook that is left out is there' "$status" 2

hook m.lua <<LUA
virt.hook { name = "m", started = function(c)
  virt.file.write("$tmp/log", c.name .. " runs\n")
end }
LUA
vt 'clone base web1 --start'
is 'a clone can be started' "$status" 0
is 'hooks are told that it runs' "$(log)" 'web1 runs'
vt 'clone base web1'
is 'only then' "$(log)" ''

# ---- parameters

hook m.lua <<'LUA'
virt.hook { name = "owner", params = { owner = { "string", default = "us" } },
  mutate = function(c, p) c.xml:set("title", p.owner) end }
LUA
vt 'clone base web1 --print-xml'
like 'a parameter has a default' "$out" '*<title>us</title>*'
vt 'clone base web1 --print-xml --set owner=me'
like 'the user can set it' "$out" '*<title>me</title>*'
vt 'clone base web1 --print-xml --set owner.owmer=me'
is 'a wrong name is a wrong word' "$status" 2
sed "s,<metadata>,&<p:hooks xmlns:p='https://virt-twin/xmlns/hooks/1'>\
<p:hook name='owner'><p:param name='owner'>meta</p:param></p:hook></p:hooks>\
," "$tmp/host.xml" >"$tmp/meta.xml"
run "$vt" -q -c "test://$tmp/meta.xml" 'clone base web1 --print-xml'
like 'the source can set it' "$out" '*<title>meta</title>*'
sed -i "s,<p:hook name='owner'>,<p:hook name='owner' enabled='no'>," \
  "$tmp/meta.xml"
run "$vt" -q -c "test://$tmp/meta.xml" 'clone base web1 --print-xml'
not_ok 'and switch the hook off' grep -q '<title>' "$tmp/.out"

# ---- who did what

hook 20-tune.lua <<'LUA'
virt.hook { name = "tune", params = { word = { "string", default = "pssst",
    secret = true } },
  mutate = function(c, p)
    c.xml:set("devices/disk/driver/@cache", "none")
    c.xml:set("title", p.word)
    c.xml:find "devices":add { "input", type = "mouse", bus = c.name }
  end,
  place = function(c) c.disks.vda.pool = "ssd" end,
}
LUA
vt 'clone base usb --dry-run --trace-hooks'
like 'a trace has hook and phase' "$errors" '*  mutate   tune * ms*'
like 'a trace has each edit with its place' "$errors" \
  "*create devices/disk/driver/@cache 'none'   \[20-tune.lua:4]*"
like 'also of disks' "$errors" "*set    disk vda.pool 'ssd'   \[20-tune.lua:8]*"
not_ok 'a secret is not in it' grep -q pssst "$tmp/.err"
like 'the core is traced, too' "$errors" "*core/identity *set    name 'base' -> *"
vt 'clone base usb --dry-run --trace-hooks=diff'
like 'a trace can have the difference' "$errors" \
  '*- *<driver name="qemu" type="raw"/>*+ *<driver name="qemu" type="raw" cache=*'
vt 'clone base usb --dry-run --trace-hooks=dif'
is 'it is spelt so' "$status" 2
vt 'clone base usb --blame'
like 'blame says who wrote a line' "$out" \
  '*tune 20-tune.lua:4 * |       <driver name="qemu" type="raw" cache="none"/>*'
like 'and which lines nobody has changed' "$out" \
  '*                                   |     <boot dev="hd"/>*'
vt 'list --all --name'
not_ok 'blame makes nothing' grep -q usb "$tmp/.out"
vt 'clone base usbb'
like 'invalid XML is blamed on the hook, the line and the attribute' "$errors" \
  "*not valid: devices/input*/@bus: value 'usbb' is not allowed (hook 'tune', \
20-tune.lua:6)*"

# ---- what there can be but once

# once NAME XPATH: the clone is refused, for the hook adds one more.
once() {
  hook 50-once.lua <<LUA
virt.hook { name = "once", mutate = function(c)
  local d = c.xml:find "devices"
  if c.name == "good" then return end
  $2
end }
LUA
  vt 'clone base good --print-xml'
  is "$1: the source may" "$status" 0
  vt 'clone base web1 --dry-run'
  like "$1: none more" "$errors" "*the clone's XML is not valid: * and * are \
the same (hook 'once', 50-once.lua:[45])*"
}
once 'disks of one target' 'd:add { "disk", type = "file", { "source",
    file = "/x" }, { "target", dev = "vda" } }'
once 'controllers of one index' 'for i = 1, 2 do d:add { "controller",
    type = "scsi", index = "0" } end'
once 'devices of one PCI address' 'for i = 1, 2 do
    d:all("interface")[i]:add { "address", type = "pci", slot = "0x05",
    bus = i == 1 and "0x00" or "0", domain = "0", ["function"] = "0x0" } end'
once 'devices of one name' 'for i = 1, 2 do
    d:all("interface")[i]:add { "alias", name = "ua-x" } end'
hook 50-once.lua <<'LUA'
virt.hook { name = "once", mutate = function(c)
  local d = c.xml:find "devices"
  for _, model in ipairs { "ich9-ehci1", "ich9-uhci1", "ich9-uhci2" } do
    d:add { "controller", type = "usb", index = "0", model = model }
  end
  d:add { "controller", type = "scsi" }
  d:add { "controller", type = "scsi" }
end }
LUA
vt 'clone base web1 --dry-run'
is 'companions of a controller are no twins' "$status$errors" 0
hook 50-once.lua <<'LUA'
virt.hook { name = "once", mutate = function(c)
  for nic in c.xml:each "devices/interface" do
    nic:add { "address", type = "pci" }
  end
end }
LUA
vt 'clone base web1 --dry-run'
is '... nor are devices that are to get a PCI address' "$status$errors" 0

# ---- what libvirt makes of it: the test driver knows nothing of QEMU's options

hook 50-kept.lua <<'LUA'
virt.hook { name = "kept",
  mutate = function(c)
    c.xml:set("memory/@unit", "GiB")
    c.xml:set("memory", "4")
    c.xml:set("devices/disk/driver/@cache", "default")
    c.xml:find "devices":add { "graphics", type = "vnc", passwd = "pssst" }
  end,
}
LUA
vt 'clone base web1 --trace-hooks'
is 'another unit and a default are no loss, nor is a password' "$status" 0
like 'the trace has them' "$errors" "*  defined  core/kept * ms
      set    memory/@unit 'GiB' -> 'KiB'   \[50-kept.lua:3]
      set    memory '4' -> '4194304'   \[50-kept.lua:4]
      remove devices/disk/driver/@cache 'default'   \[50-kept.lua:5]"
hook 51-arg.lua <<'LUA'
virt.hook { name = "arg",
  mutate = function(c)
    c.xml:add "<qemu:commandline><qemu:arg value='-x'/></qemu:commandline>"
    c.xml:find "qemu:commandline":add { "qemu:arg", value = "-y" }
  end,
}
LUA
vt 'clone base web1; clone base web2 --no-hook core/kept'
is 'an element that libvirt drops is told once, with hook and line' "$errors" \
  'warning: arg: libvirt has dropped qemu:commandline (51-arg.lua:3)'
is 'the clone is done, with warnings' "$status" 4
vt 'clone base web1 --no-hook core/kept'
is 'who leaves it out is told nothing' "$status$errors" 0

# ---- taken back

hook 60-undo.lua <<'LUA'
virt.hook { name = "undo",
  reserve = function(c)
    c:step("take", function() end, function() c:warn("gave %s", c.name) end)
  end,
  copied = function() error "no" end,
}
LUA
vt 'clone base web1'
is 'what takes a step back can warn, as its hook' "$status $errors" \
  "1 warning: undo: gave web1
error: cannot clone 'base' as 'web1': hook 'undo' failed in phase 'copied': \
60-undo.lua:5: no"

# ---- a crash

hook m.lua <<LUA
virt.hook { name = "m", reserve = function(c)
  c:step("one", { "true" }, { "sh", "-c", "echo give one >>'$tmp/log'" })
  c:step("two", { "sh", "-c", "kill -9 \$PPID" },
    { "sh", "-c", "echo give two >>'$tmp/log'" })
end }
LUA
vt 'clone base web1' 2>/dev/null
not_ok 'the program is killed in a step' [ "$status" -eq 0 ]
rm -f "$hooks"/*
vt 'recover'
is 'a step that may not have been made is left' "$status" 5
like 'with the command that would undo it' "$errors" \
  '*m: two: it may not have been made; if it was: sh -c*'
is 'one that was made is undone by its command' "$(log)" 'give one'
vt 'recover --force'
is 'force undoes the other' "$status" 0
is 'and nothing twice' "$(log)" 'give two'

# ---- files

rm -f "$hooks"/*
echo 'virt.hook { name = "g", plan = function(c) c:deny "given" end }' \
  >"$tmp/given.lua"
vt "clone base web1 --hook $tmp/given.lua"
like 'a given file is loaded' "$errors" '*g: given*'
run "$vt" -q -c "test://$tmp/host.xml" --hook "$tmp/given.lua" 'clone base web1'
like 'also by the option of the program' "$errors" '*g: given*'
vt "clone base web1 --hook $tmp/missing.lua"
like 'a missing one is an error' "$errors" \
  "*hook file $tmp/missing.lua: No such file or directory*"
chmod 666 "$tmp/given.lua"
vt "clone base web1 --hook $tmp/given.lua"
like 'one that anybody can write is refused' "$errors" \
  "*refusing to load $tmp/given.lua: it is writable by everybody*"
echo 'virt.hook { name = "m", mutat = print }' >"$hooks/m.lua"
vt 'clone base web1'
is 'a file that does not load fails the clone' "$status" 1
like 'it is named, with the line and the mistake' "$errors" \
  "*hook file $hooks/m.lua: m.lua:1: hook 'm': unknown field 'mutat' (did *"

done_testing
