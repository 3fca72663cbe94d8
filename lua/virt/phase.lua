-- SPDX-License-Identifier: GPL-3.0-or-later
-- Run every hook's function for a phase.
local core, use = ...
local hook, now = use "hook", use "now"

local phase = {}

-- What was raised, as text.
function phase.text(err)
  if type(err) == "string" then return err end
  if type(err) == "table" and rawget(err, "text") then
    return tostring(rawget(err, "text"))
  end
  return ("the error is a %s value"):format(type(err))
end

local is_denial = core.is_denial

-- A message without a place (the call was the function's last, so that its
-- line is not known any more) gets the file at least.
local function placed(h, text)
  if text:find "^[^\n]-:%d+: " or text:find("^not enough memory") then
    return text
  end
  return h.file .. ": " .. text
end

local function failure(h, name, err)
  return ("hook '%s' failed in phase '%s': %s"):format(h.name, name,
    placed(h, phase.text(err)))
end

local function refused(c, lines)
  return "denied", ("the clone '%s' is refused:\n  %s"):format(c.name,
    table.concat(lines, "\n  "))
end

-- A hook may have moved disks about; what it broke is its own error.
local function call(h, c, name, effects)
  local ok, err, cut = core.guard(effects and "effect" or "pure", h[name], c)
  if ok and not effects and name ~= "check" then
    ok, err, cut = core.guard("pure", core.clone.follow, c)
  end
  return ok, err, cut
end

-- Once the domain exists nothing is refused any more.
local function after(c, h, name, err)
  if is_denial(err) then
    core.clone.warn(c, ("%s: refused in phase '%s', too late: %s"):format(
      h.name, name, phase.text(err)))
  else
    core.clone.warn(c, failure(h, name, err))
  end
end

-- All checks run, so that everything that is wrong is shown together.
local function check(c)
  now.problems = {}
  for _, h in ipairs(hook.list) do
    if h.check then
      now.hook = h
      local ok, err, cut = call(h, c, "check")
      if cut == "interrupted" then
        return cut, failure(h, "check", err)
      elseif not ok and is_denial(err) then
        table.insert(now.problems, h.name .. ": " .. phase.text(err))
      elseif not ok then
        return "failed", failure(h, "check", err)
      end
    end
  end
  if #now.problems > 0 then return refused(c, now.problems) end
end

local function others(c, name, effects)
  local late = name == "defined" or name == "finish"
  for _, h in ipairs(hook.list) do
    if h[name] then
      now.hook = h
      local ok, err, cut = call(h, c, name, effects)
      if not ok and late then
        after(c, h, name, err)
        if cut == "interrupted" then return end
      elseif not ok and is_denial(err) then
        return refused(c, { h.name .. ": " .. phase.text(err) })
      elseif not ok then
        return cut == "interrupted" and cut or "failed",
          failure(h, name, err)
      end
    end
  end
end

-- Answers nothing, or the kind of failure and its text.
function phase.run(c, name, effects)
  local kind, text
  if name == "check" then
    kind, text = check(c)
  else
    kind, text = others(c, name, effects)
  end
  now.hook, now.problems = nil, nil
  return kind, text
end

return phase
