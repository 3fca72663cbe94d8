-- SPDX-License-Identifier: GPL-3.0-or-later
-- Run every hook's function for a phase.
local core, use = ...
local choose, now, settings = use "choose", use "now", use "settings"
local strict, trace = use "strict", use "trace"

local phase = {}

local is_denial = core.is_denial

local function failure(h, name, err)
  return ("hook '%s' failed in phase '%s': %s"):format(h.name, name,
    strict.placed(h.file, strict.text(err)))
end

local function refused(c, lines)
  return "denied", ("the clone '%s' is refused:\n  %s"):format(c.name,
    table.concat(lines, "\n  "))
end

-- A hook may have moved disks about; what it broke is its own error.
local function call(h, c, name, effects)
  local kind = h.timeout or (effects and "effect" or "pure")
  local mark = trace.before(c)
  now.hook = h
  core.clone.sign(c, h.name)
  local ok, err, cut = core.guard(kind, h[name], c, settings.of(c, h))
  if ok and not effects and name ~= "check" then
    ok, err, cut = core.guard("pure", core.clone.follow, c)
  end
  core.clone.sign(c, nil)
  trace.after(c, h.name, name, mark)
  return ok, err, cut
end

-- Pure phases may run any number of times: `hook test` tries it. Answers what
-- a second run of "mutate" changes, or nothing.
local function changes_again(c, h)
  local first = tostring(c.xml)
  local ok, err = call(h, c, "mutate")
  if not ok then return "it fails: " .. strict.text(err) end
  local lines = {}
  for line in use("diff").lines(first, tostring(c.xml)) do
    lines[#lines + 1] = "  " .. line
  end
  return #lines > 0 and "it changes:\n" .. table.concat(lines, "\n") or nil
end

-- Too late to refuse, or not worth it.
local function warn(c, h, name, err)
  if is_denial(err) then
    core.clone.warn(c, ("%s: refused in phase '%s', too late: %s"):format(
      h.name, name, strict.text(err)))
  else
    core.clone.warn(c, failure(h, name, err))
  end
end

-- All checks run, so that everything that is wrong is shown together.
local function check(c)
  now.problems = {}
  for h in choose.each(c, "check") do
    local ok, err, cut = call(h, c, "check")
    if cut == "interrupted" then
      return cut, failure(h, "check", err)
    elseif not ok and is_denial(err) then
      table.insert(now.problems, h.name .. ": " .. strict.text(err))
    elseif not ok then
      return "failed", failure(h, "check", err)
    end
  end
  if #now.problems > 0 then return refused(c, now.problems) end
end

-- Once the domain exists an error is a warning, unless the hook says so; once
-- the clone is done nothing else is possible. A refusal is meant.
local function is_mild(h, name, effects, err)
  if name == "started" or name == "finish" then return true end
  if h.on_error == "abort" then return false end
  if name == "defined" then return true end
  return effects and h.on_error == "warn" and not is_denial(err)
end

local function run_core(c, h, name)
  local mark = trace.before(c)
  core.clone.sign(c, h.name)
  local kind, text = core.clone.builtin(c, h.core)
  core.clone.sign(c, nil)
  trace.after(c, h.name, name, mark)
  return kind, text
end

-- Answers whether to go on; or false, the kind of failure and its text.
local function run_hook(c, h, name, effects)
  local ok, err, cut = call(h, c, name, effects)
  local again = ok and name == "mutate" and core.clone.twice(c) and
    changes_again(c, h)
  if again then
    return false, "failed",
      ("hook '%s' is not idempotent; in a second run %s"):format(h.name, again)
  end
  if ok then return true end
  if is_mild(h, name, effects, err) and
    (cut ~= "interrupted" or name == "started" or name == "finish" or
      name == "defined") then
    warn(c, h, name, err)
    return cut ~= "interrupted"
  elseif is_denial(err) then
    return false, refused(c, { h.name .. ": " .. strict.text(err) })
  end
  return false, cut == "interrupted" and cut or "failed",
    failure(h, name, err)
end

local function others(c, name, effects)
  for h in choose.each(c, name) do
    local go, kind, text
    if h.core then
      kind, text = run_core(c, h, name)
      go = not kind
    else
      go, kind, text = run_hook(c, h, name, effects)
    end
    if not go then return kind, text end
  end
end

local function run(c, name, effects)
  if name == "plan" or name == "mutate" or not choose.made(c) then
    local kind, text = choose.make(c)
    if kind == "denied" then return refused(c, text) end
    if kind then return kind, text end
  end
  if name == "check" then return check(c) end
  return others(c, name, effects)
end

-- Answers nothing, or the kind of failure and its text.
function phase.run(c, name, effects)
  local kind, text = run(c, name, effects)
  now.hook, now.problems = nil, nil
  return kind, text
end

return phase
