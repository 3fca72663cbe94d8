-- SPDX-License-Identifier: GPL-3.0-or-later
-- Hooks on other commands than clone: start, shutdown, destroy, undefine,
-- rename. `check` is pure and may refuse; `before` and `after` have effects.
local core, use = ...
local now, settings, strict = use "now", use "settings", use "strict"
local text = use "text"

local op = { list = {} }

local operations = {
  destroy = true, rename = true, shutdown = true, start = true, undefine = true,
}

local fields = {
  after = "function", before = "function", check = "function",
  desc = "string", match = "table", name = "string", on = "string",
  params = "table", timeout = "number",
}

-- What virt.hook gives here: its `on` is not "clone".
function op.declare(def, copy)
  if not operations[def.on] then
    strict.fail("hook '%s': on '%s' is not one of clone, %s%s", def.name,
      tostring(def.on), table.concat(strict.keys(operations), ", "),
      strict.hint(def.on, operations))
  end
  for _, key in ipairs(strict.keys(def)) do
    if not fields[key] then
      strict.fail("hook '%s': unknown field '%s' on %s%s", def.name,
        tostring(key), def.on, strict.hint(key, fields))
    elseif type(def[key]) ~= fields[key] then
      strict.fail("hook '%s': field '%s' is a %s, not a %s", def.name, key,
        fields[key], type(def[key]))
    end
    copy[key] = def[key]
  end
  if not (def.check or def.before or def.after) then
    strict.fail("hook '%s' has no phase: give it a function check, before, " ..
      "after", def.name)
  end
  copy.params = settings.params(def.name, def.params)
  op.list[#op.list + 1] = copy
end

local methods = {}

function methods.deny(_, ...)
  error(core.denial(strict.format(...)), 0)
end

function methods.warn(o, ...)
  table.insert(o.warnings, now.hook.name .. ": " .. strict.format(...))
end

-- The operation as hooks see it; the warnings go into a list beside it.
local function context(given, warnings)
  local o = {
    domain = given.domain, name = given.name, new_name = given.new_name,
    warnings = warnings, deny = methods.deny, warn = methods.warn,
  }
  return strict.lock(o, "the operation")
end

local function fits(h, o, uri)
  local m = h.match or {}
  local function one(patterns, value)
    if type(patterns) == "string" then patterns = { patterns } end
    for _, pattern in ipairs(patterns or { "*" }) do
      if text.glob(pattern, value) then return true end
    end
    return false
  end
  return one(m.name, o.domain.name) and one(m.uri, uri) and
    (not m.when or m.when(o))
end

local function call(h, phase, o)
  if not fits(h, o, core.domain.uri(o.domain)) then return end
  h[phase](o, settings.reader(h, settings.now(h)))
end

-- given: { name =, phase =, domain =, new_name = }. Answers a list of warnings,
-- and, when it is refused or fails, the kind and the text.
function op.run(given)
  local warnings = {}
  local o = context(given, warnings)
  for _, h in ipairs(op.list) do
    if h.on == given.name and h[given.phase] then
      now.hook = h
      local kind = h.timeout or (given.phase == "check" and "pure" or "effect")
      local ok, err, cut = core.guard(kind, call, h, given.phase, o)
      local why = not ok and h.name .. ": " .. strict.text(err)
      now.hook = nil
      if why and given.phase == "after" then
        warnings[#warnings + 1] = why
      elseif why and core.is_denial(err) then
        return warnings, "denied", ("'%s' of '%s' is refused:\n  %s"):format(
          given.name, given.domain.name, why)
      elseif why then
        return warnings, cut == "interrupted" and cut or "failed",
          ("hook '%s' failed before '%s': %s"):format(h.name, given.name,
            strict.text(err))
      end
    end
  end
  return warnings
end

return op
