-- SPDX-License-Identifier: GPL-3.0-or-later
-- The hooks that there are, and how files declare them.
local core, use = ...
local now, order, strict = use "now", use "order", use "strict"

local hook = { list = {} } -- in the order in which they run

hook.phases = {
  "plan", "mutate", "place", "check", "reserve", "copied", "defined",
  "started", "finish",
}

-- What a field is, and what makes its value; nil when it is wrong.
local function plain(kind)
  return kind, function(value) return type(value) == kind and value or nil end
end

-- A name, or a list of them: always a list.
local function words(value)
  if type(value) == "string" then value = { value } end
  if type(value) ~= "table" then return nil end
  local copy = {}
  for i, word in ipairs(value) do
    if type(word) ~= "string" then return nil end
    copy[i] = word
  end
  return #copy == #value and copy or nil
end

local function choice(value)
  return (value == "abort" or value == "warn") and value or nil
end

local function seconds(value)
  return type(value) == "number" and value > 0 and value or nil
end

local function told(value)
  local kind = type(value)
  if kind == "number" or kind == "string" then return "'" .. value .. "'" end
  return "a " .. kind
end

local fields = {}
local function field(name, what, make)
  fields[name] = { what = what, make = make }
end

field("name", plain "string")
field("api", "number of the interface", math.tointeger)
field("desc", plain "string")
field("after", "name or a list of names", words)
field("before", "name or a list of names", words)
field("match", plain "table")
field("on", plain "string")
field("needs", "command or a list of commands", words)
field("on_error", "word: \"abort\" or \"warn\"", choice)
field("params", plain "table")
field("timeout", "number of seconds", seconds)
for _, phase in ipairs(hook.phases) do field(phase, plain "function") end

function hook.by_name(name)
  for _, h in ipairs(hook.list) do
    if h.name == name then return h end
  end
end

local function check_name(name)
  if type(name) ~= "string" then
    strict.fail("a hook needs a name: virt.hook { name = \"...\", ... }")
  end
  if not name:find "^[%w_][%w_./-]*$" then
    strict.fail("hook name '%s': it may have letters, digits and - _ . /", name)
  end
  if name:find "^core/" then
    strict.fail("hook name '%s': names in core/ are the program's own", name)
  end
  local other = hook.by_name(name)
  for _, h in ipairs(use("op").list) do
    if h.name == name then other = h end
  end
  if other then
    strict.fail("there is a hook '%s' already, in %s", name, other.file)
  end
end

-- In the order of their names, so that the first mistake is always the same.
local function take_fields(def, copy)
  local phases = 0
  for _, key in ipairs(strict.keys(def)) do
    local row = fields[key]
    if not row then
      local hint = strict.hint(key, fields)
      if hint == "" then
        hint = "; fields: " .. table.concat(strict.keys(fields), ", ")
      end
      strict.fail("hook '%s': unknown field '%s'%s", def.name, tostring(key),
        hint)
    end
    copy[key] = row.make(def[key])
    if copy[key] == nil then
      strict.fail("hook '%s': field '%s' is a %s, not %s", def.name, key,
        row.what, told(def[key]))
    end
    if row.what == "function" then phases = phases + 1 end
  end
  if phases == 0 then
    strict.fail("hook '%s' has no phase: give it a function %s", def.name,
      table.concat(hook.phases, ", "))
  end
end

local function take_match(copy)
  local given, match = copy.match, {}
  for _, key in ipairs(strict.keys(given or {})) do
    if key == "when" then
      match.when = type(given.when) == "function" and given.when or nil
    elseif key == "source" or key == "name" or key == "uri" then
      match[key] = words(given[key])
    else
      strict.fail("hook '%s': match has no '%s'; it has source, name, uri " ..
        "and when", copy.name, tostring(key))
    end
    if match[key] == nil then
      strict.fail("hook '%s': match.%s is a %s, not a %s", copy.name, key,
        key == "when" and "function" or "name or a list of names",
        type(given[key]))
    end
  end
  copy.match = given and match
end

local function check_last(copy)
  for _, name in ipairs(copy.after or {}) do
    if name == "core/disks" then
      strict.fail("hook '%s': nothing can be after core/disks", copy.name)
    end
  end
end

-- What the file was written for.
local function check_api(def)
  local wanted, has = def.api, use("virt").api
  if math.type(wanted) == "integer" and wanted > has then
    strict.fail("hook '%s' wants version %d of the interface, and this " ..
      "virt-twin has %d: use a newer one", def.name, wanted, has)
  end
end

-- virt.hook
function hook.declare(def)
  if type(def) ~= "table" then
    strict.fail("virt.hook takes a table: virt.hook { name = \"...\", ... }")
  end
  if not now.file then
    strict.fail("virt.hook belongs to the file, not into a function of a hook")
  end
  check_name(def.name)
  check_api(def)
  local copy = { file = now.file, from = now.from }
  copy.mandatory = now.from and now.from.mandatory
  if def.on ~= nil and def.on ~= "clone" then
    return use("op").declare(def, copy)
  end
  take_fields(def, copy)
  take_match(copy)
  check_last(copy)
  copy.params = use("settings").params(copy.name, copy.params)
  hook.list[#hook.list + 1] = copy
end

-- Run a file; from says how strong it is. Answers nothing, or the kind of
-- failure and its text.
function hook.load(shown, text, from)
  local chunk, why = core.load(text, "@" .. shown,
    use("sandbox").environment(from))
  if not chunk then return "failed", why end
  now.file, now.from = shown, from
  local ok, err, cut = core.guard("load", chunk)
  now.file, now.from = nil, nil
  if ok then return end
  return cut == "interrupted" and cut or "failed", strict.text(err)
end

-- All files are loaded: put what the core does itself around the hooks, and
-- sort.
function hook.ready()
  local all = {}
  local function take_core(last)
    for i, h in ipairs(core.builtins) do
      if h.last == last then
        h.core = i
        all[#all + 1] = h
      end
    end
  end
  take_core(false)
  table.move(hook.list, 1, #hook.list, #all + 1, all)
  take_core(true)
  local sorted, names = order.sort(all)
  if not sorted then
    return "failed", "hooks wait for each other (after, before): " ..
      table.concat(names, ", ")
  end
  hook.list = sorted
end

return hook
