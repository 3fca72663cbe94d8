-- SPDX-License-Identifier: GPL-3.0-or-later
-- The hooks that there are, and how files declare them.
local core, use = ...
local now, strict = use "now", use "strict"

local hook = { list = {} } -- in the order in which they were declared

hook.phases = {
  "plan", "mutate", "place", "check", "reserve", "copied", "defined", "finish",
}

local types = { name = "string", desc = "string" }
for _, phase in ipairs(hook.phases) do types[phase] = "function" end

local function by_name(name)
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
  local other = by_name(name)
  if other then
    strict.fail("there is a hook '%s' already, in %s", name, other.file)
  end
end

-- In the order of their names, so that the first mistake is always the same.
local function check_fields(def)
  local keys, phases = {}, 0
  for key in pairs(def) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for _, key in ipairs(keys) do
    local want = types[key]
    if not want then
      strict.fail("hook '%s': unknown field '%s'%s", def.name, tostring(key),
        strict.hint(key, types))
    elseif type(def[key]) ~= want then
      strict.fail("hook '%s': field '%s' is a %s, not a %s", def.name, key,
        want, type(def[key]))
    end
    if want == "function" then phases = phases + 1 end
  end
  if phases == 0 then
    strict.fail("hook '%s' has no phase: give it a function %s", def.name,
      table.concat(hook.phases, ", "))
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
  check_fields(def)
  local copy = { file = now.file }
  for key in pairs(types) do copy[key] = def[key] end
  hook.list[#hook.list + 1] = copy
end

-- Run a file. Answers nothing, or the kind of failure and its text.
function hook.load(shown, text)
  local chunk, why = core.load(text, "@" .. shown,
    use("sandbox").environment())
  if not chunk then return "failed", why end
  now.file = shown
  local ok, err, cut = core.guard("load", chunk)
  now.file = nil
  if ok then return end
  return cut == "interrupted" and cut or "failed", use("phase").text(err)
end

return hook
