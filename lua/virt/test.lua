-- SPDX-License-Identifier: GPL-3.0-or-later
-- virt.test: for NAME_test.lua beside a hook, run by `hook test`.
local core, use = ...
local json, param, strict = use "json", use "param", use "strict"

local test = {}

local cases, place -- of the file that is run: { name =, fn = }; { dir, hook }

local function check_on()
  if not core.test.on() or not place then
    strict.fail("virt.test is for files NAME_test.lua, run by 'hook test'")
  end
end

-- A test of that name.
function test.case(name, fn)
  check_on()
  if type(name) ~= "string" or type(fn) ~= "function" then
    strict.fail("virt.test.case wants a name and a function")
  end
  cases[#cases + 1] = { name = name, fn = fn }
end

-- ---- comparing

local function same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for key, value in pairs(a) do
    if not same(value, b[key]) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end

local function show(value)
  if type(value) == "string" then return ("'%s'"):format(value) end
  if type(value) ~= "table" then return tostring(value) end
  local ok, text = pcall(json.encode, value)
  return ok and text or "a table"
end

local function prefix(what)
  return what and tostring(what) .. ": " or ""
end

function test.eq(got, want, what)
  check_on()
  if not same(got, want) then
    strict.fail("%sgot %s, not %s", prefix(what), show(got), show(want))
  end
end

function test.match(got, pattern, what)
  check_on()
  if type(got) ~= "string" or not got:find(pattern) then
    strict.fail("%sgot %s, which does not match '%s'", prefix(what), show(got),
      pattern)
  end
end

-- ---- a clone

local host = [[
<domain type='test'>
  <name>base</name>
  <memory unit='GiB'>2</memory>
  <vcpu>2</vcpu>
  <os><type>hvm</type></os>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='/images/base.img'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:00:00:01'/>
      <source network='default'/>
    </interface>
  </devices>
</domain>
]]

-- Text of XML, or the name of a file beside the test.
local function read(given)
  if given == nil then return host, "base.xml" end
  if given:find "^%s*<" then return given, "the XML" end
  local path = given:find "^/" and given or place.dir .. given
  local text, why = core.sys.read(path)
  if not text then strict.fail("%s", why) end
  return text, given
end

local function sets(hook, params)
  local list = {}
  for _, key in ipairs(strict.keys(params or {})) do
    list[#list + 1] = ("%s.%s=%s"):format(hook, key, param.text(params[key]))
  end
  return list
end

local function sizes(disks)
  local list = {}
  for _, target in ipairs(strict.keys(disks or {})) do
    local o = strict.options("a disk of virt.test.clone", disks[target],
      { size = "string" })
    if not o.size or not core.sys.size(o.size) then
      strict.fail("disk %s of virt.test.clone wants a size, as \"10G\", " ..
        "not '%s'", tostring(target), tostring(o.size))
    end
    list[#list + 1] = tostring(target)
    list[#list + 1] = o.size
  end
  return list
end

local options = {
  disks = "table", hook = "string", name = "string", only = "string",
  params = "table", source = "string", xml = "string",
}

-- The lines of a refusal without the one that says that it is one.
local function lines_of(text)
  local lines = {}
  for line in text:gmatch "\n  ([^\n]*)" do lines[#lines + 1] = line end
  return lines
end

function test.clone(given)
  check_on()
  local o = strict.options("virt.test.clone", given, options)
  if not o.hook then strict.fail("virt.test.clone wants the hook's name") end
  local text, shown = read(o.xml)
  local result, why = core.test.clone {
    text = text, shown = shown, source = o.source, phase = o.only,
    files = { place.hook }, names = { o.name or "hook-test" },
    only = { o.hook, "core/*" }, sets = sets(o.hook, o.params),
    sizes = sizes(o.disks),
  }
  if not result then
    return strict.lock({ problems = lines_of(why), denied = why }, "the result")
  end
  for _, disk in ipairs(result.disks) do result.disks[disk.target] = disk end
  result.problems = {}
  return strict.lock(result, "the result")
end

-- ---- running

local function run_cases(shown)
  local lines = {}
  for _, case in ipairs(cases) do
    local ok, err, cut = core.guard("effect", case.fn)
    if cut == "interrupted" then return nil, cut, strict.text(err) end
    lines[#lines + 1] = shown:gsub("_test%.lua$", "") .. ": " .. case.name
    lines[#lines + 1] = ok and "" or strict.text(err)
  end
  return lines
end

-- Two texts a case: its name, and what failed or "". Or nil, the kind of
-- failure, and its text.
function test.run(text, shown, path, hook)
  local chunk, why = core.load(text, "@" .. shown,
    use("sandbox").environment { place = 0, given = true, path = hook })
  if not chunk then return nil, "failed", why end
  cases, place = {}, { dir = path:match "^(.*/)" or "", hook = hook }
  local ok, err, cut = core.guard("load", chunk)
  local lines, kind
  if ok then
    lines, kind, err = run_cases(shown)
  else
    kind = cut == "interrupted" and cut or "failed"
  end
  cases, place = nil, nil
  return lines, kind, kind and strict.text(err)
end

return test
