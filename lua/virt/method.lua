-- SPDX-License-Identifier: GPL-3.0-or-later
-- Ways to make a disk: virt.method. They are chosen by name.
local core, use = ...
local declare, run = use "declare", use "run"
local strict, text = use "strict", use "text"

local method = { list = {} }

local fields = {
  can = "function", copy = "function", desc = "string", name = "string",
  timeout = "number", undo = "any",
}

local own = {
  auto = true, convert = true, copy = true, linked = true, reflink = true,
  volume = true,
}

local function is_own(name)
  return own[name] == true
end

-- virt.method
function method.declare(def)
  local copy, what = declare.copy("method", def, {
    list = method.list, fields = fields, needs = { "can", "copy", "undo" },
    is_own = is_own,
  })
  if type(def.undo) == "table" then
    copy.undo = run.words(what .. ": 'undo'", def.undo)
  elseif type(def.undo) ~= "function" then
    strict.fail("%s: 'undo' is a function or a list of words, not a %s", what,
      type(def.undo))
  end
  method.list[#method.list + 1] = copy
end

function method.names()
  local names = {}
  for i, m in ipairs(method.list) do names[i] = m.name end
  return names
end

-- ---- for a clone

local function failed(m, err, cut)
  return cut == "interrupted" and cut or "failed",
    strict.placed(m.file, strict.text(err))
end

local function can(m, disk, job)
  local yes, why = m.can(disk, job)
  if yes then return nil end
  return why == nil and "it says no" or tostring(why)
end

-- Answers nothing when it can; or the kind of failure and its text.
function method.can(name, disk, job)
  local m = declare.find(method.list, name)
  local ok, why, cut = core.guard("pure", can, m, disk,
    strict.lock(job, "the job", true))
  if not ok then return failed(m, why, cut) end
  if why then return "failed", why end
end

-- A list of words can be repeated after a crash.
local function undo_of(m, disk, job, values)
  if type(m.undo) == "function" then
    return function(uncertain) m.undo(disk, job, uncertain) end
  end
  local words = {}
  for i, word in ipairs(m.undo) do
    words[i] = text.tmpl(word, values)
  end
  return words
end

-- What failed may have made a part, which is to be undone as well.
local function copy(m, disk, job)
  local ok, err = core.safe.pcall(m.copy, disk, job)
  if ok then return end
  core.doubt()
  error(err, 0)
end

local function make(m, disk, values)
  local job = strict.lock(values, "the job", true)
  core.step(nil, ("%s: disk %s to %s"):format(m.name, disk.target,
    values.path), function() copy(m, disk, job) end,
    undo_of(m, disk, job, values))
end

-- Answers nothing, or the kind of failure and its text.
function method.make(name, disk, job)
  local m = declare.find(method.list, name)
  local ok, err, cut = core.guard(m.timeout or "endless", make, m, disk, job)
  if not ok then return failed(m, err, cut) end
end

return method
