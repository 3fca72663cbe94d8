-- SPDX-License-Identifier: GPL-3.0-or-later
-- Hooks on other commands than clone: define, destroy, rename, shutdown, start,
-- undefine. `check` is pure and may refuse; `before` and `after` have effects.
local core, use = ...
local lock, now, settings = use "lock", use "now", use "settings"
local param, step = use "param", use "step"
local strict, text = use "strict", use "text"

local op = { list = {} }

local operations = {
  define = true, destroy = true, rename = true, shutdown = true, start = true,
  undefine = true,
}

local fields = {
  after = "function", api = "number", before = "function", check = "function",
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

-- ---- the operation as hooks see it

-- o -> what is behind it; false: it is over
local states = setmetatable({}, { __mode = "k" })
local methods = {}

local function state_of(o)
  local state = states[o]
  if state == false then strict.fail("this operation is over") end
  if not state then
    strict.fail("methods of an operation are called with ':'")
  end
  return state
end

function methods.deny(o, ...)
  state_of(o)
  error(core.denial(strict.format(...)), 0)
end

function methods.warn(o, ...)
  table.insert(state_of(o).warnings, now.prefix() ..
    strict.format(...))
end

function methods.step(o, ...)
  state_of(o)
  return step.make(nil, ...)
end

function methods.lock(o, name, timeout)
  state_of(o)
  lock.take(o, name, timeout)
end

-- given: { name =, subject =, uri =, domain =, new_name =, xml = }
function op.open(given)
  local state = { name = given.name, subject = given.subject, uri = given.uri,
    warnings = {}, secrets = {}, fields = { name = given.name,
      domain = given.domain, new_name = given.new_name, xml = given.xml,
      data = {} } }
  for name, method in pairs(methods) do state.fields[name] = method end
  local o = strict.lock(state.fields, "the operation")
  states[o] = state
  return o
end

-- It is over.
function op.close(o)
  lock.release(o)
  states[o] = false
end

-- ---- running

local function fits(h, o, state)
  local m = h.match or {}
  local function one(patterns, value)
    if type(patterns) == "string" then patterns = { patterns } end
    for _, pattern in ipairs(patterns or { "*" }) do
      if text.glob(pattern, value) then return true end
    end
    return false
  end
  return one(m.name, state.subject) and one(m.uri, state.uri) and
    (not m.when or m.when(o))
end

local function call(h, phase, o, state)
  if not fits(h, o, state) then return end
  local set = settings.now(h)
  for _, row in pairs(set) do
    if row.secret then
      table.insert(state.secrets, param.text(row.value))
    end
  end
  h[phase](o, settings.reader(h, set))
end

-- The texts without what is secret.
local function hide(state, texts)
  for i, line in ipairs(texts) do
    texts[i] = core.clone.hide(state.secrets, line)
  end
  return texts
end

-- Answers nothing, or the kind of failure and its text.
local function run_one(h, phase, o, state)
  local kind = h.timeout or (phase == "check" and "pure" or "effect")
  local before = now.hook
  now.hook = h
  local ok, err, cut = core.guard(kind, call, h, phase, o, state)
  now.hook = before
  if ok then return end
  local why = h.name .. ": " .. strict.text(err)
  if phase == "after" then
    table.insert(state.warnings, why)
  elseif core.is_denial(err) then
    return "denied", ("'%s' of '%s' is refused:\n  %s"):format(state.name,
      state.subject, why)
  else
    return cut == "interrupted" and cut or "failed",
      ("hook '%s' failed before '%s': %s"):format(h.name, state.name,
        strict.text(err))
  end
end

-- Run a phase; domain: as it is by then. Answers a list of warnings, and, when
-- it is refused or fails, the kind and the text.
function op.run(o, phase, domain)
  local state = state_of(o)
  state.fields.domain = domain
  state.warnings = {}
  for _, h in ipairs(op.list) do
    if h.on == state.name and h[phase] then
      local kind, why = run_one(h, phase, o, state)
      if kind then
        return hide(state, state.warnings), kind, hide(state, { why })[1]
      end
    end
  end
  return hide(state, state.warnings)
end

return op
