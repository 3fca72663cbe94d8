-- SPDX-License-Identifier: GPL-3.0-or-later
-- Ways to make a disk: virt.method. They are chosen by name.
local core, use = ...
local now, run, strict, text = use "now", use "run", use "strict", use "text"

local method = { list = {} }

local fields = {
  can = "function", copy = "function", desc = "string", name = "string",
  timeout = "number", undo = "any",
}

local own = {
  auto = true, convert = true, copy = true, linked = true, reflink = true,
  volume = true,
}

local function by_name(name)
  for _, m in ipairs(method.list) do
    if m.name == name then return m end
  end
end

local function check(def)
  local name = def.name
  if type(name) ~= "string" or not name:find "^%l[%w_-]*$" then
    strict.fail("a method's name has letters, digits, - and _, not '%s'",
      tostring(name))
  elseif own[name] then
    strict.fail("method '%s' is the program's own", name)
  elseif by_name(name) then
    strict.fail("there is a method '%s' already, in %s", name,
      by_name(name).file)
  end
  local what = ("method '%s'"):format(name)
  strict.fields(what, def, fields)
  for _, key in ipairs { "can", "copy", "undo" } do
    if not def[key] then strict.fail("%s needs a '%s'", what, key) end
  end
  if type(def.undo) == "table" then
    run.words(what .. ": 'undo'", def.undo)
  elseif type(def.undo) ~= "function" then
    strict.fail("%s: 'undo' is a function or a list of words, not a %s", what,
      type(def.undo))
  end
end

-- virt.method
function method.declare(def)
  if type(def) ~= "table" then
    strict.fail("virt.method takes a table: virt.method { name = \"...\", " ..
      "... }")
  elseif not now.file then
    strict.fail("virt.method belongs to the file, not into a function")
  end
  check(def)
  local copy = { file = now.file }
  for key, value in pairs(def) do copy[key] = value end
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
  local m = by_name(name)
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
    words[i] = text.tmpl(tostring(word), values)
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
  local m = by_name(name)
  local ok, err, cut = core.guard(m.timeout or "endless", make, m, disk, job)
  if not ok then return failed(m, err, cut) end
end

return method
