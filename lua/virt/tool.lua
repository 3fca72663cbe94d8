-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the command `hook` tells: lists of texts.
local core, use = ...
local hook, order, param = use "hook", use "order", use "param"
local settings, strict = use "settings", use "strict"

local tool = {}

local function phases(h)
  local list = {}
  for _, phase in ipairs(hook.phases) do
    if h[phase] then list[#list + 1] = phase end
  end
  return table.concat(list, " ")
end

-- Four cells a hook.
function tool.list()
  local cells = {}
  for _, h in ipairs(hook.list) do
    local flags = h.mandatory and " (mandatory)" or ""
    table.move({ h.name .. flags, phases(h), h.file or "-", h.desc or "" },
      1, 4, #cells + 1, cells)
  end
  for _, h in ipairs(use("op").list) do
    table.move({ h.name, "on " .. h.on, h.file, h.desc or "" }, 1, 4,
      #cells + 1, cells)
  end
  return cells
end

local function find(name)
  local h = hook.by_name(name)
  if h then return h end
  local keys = {}
  for _, other in ipairs(hook.list) do keys[other.name] = true end
  strict.fail("there is no hook '%s'%s", name, strict.hint(name, keys))
end

local function put(lines, label, value)
  if value and value ~= "" then
    lines[#lines + 1] = ("%-11s %s"):format(label .. ":", value)
  end
end

local function words(list)
  return list and table.concat(list, ", ")
end

local function match_text(m)
  local parts = {}
  for _, key in ipairs { "source", "name", "uri" } do
    if m[key] then parts[#parts + 1] = key .. " " .. words(m[key]) end
  end
  if m.when then parts[#parts + 1] = "a function" end
  return table.concat(parts, "; ")
end

-- What is wrong with a hook that loads, as lines.
local function problems(h)
  local lines = {}
  for _, command in ipairs(h.needs or {}) do
    if not core.sys.which(command) then
      lines[#lines + 1] = ("%s: the command '%s' is not installed"):format(
        h.name, command)
    end
  end
  for _, name in ipairs(order.missing(hook.list, h)) do
    lines[#lines + 1] = ("%s: there is no hook '%s' to come before or after")
      :format(h.name, name)
  end
  return lines
end

function tool.show(name)
  local h, lines = find(name), {}
  put(lines, "Hook", h.name)
  put(lines, "About", h.desc)
  put(lines, "File", h.from and h.from.path or "the program itself")
  put(lines, "Phases", phases(h))
  put(lines, "After", words(h.after))
  put(lines, "Before", words(h.before))
  put(lines, "Match", h.match and match_text(h.match))
  put(lines, "Needs", words(h.needs))
  put(lines, "On error", h.on_error)
  put(lines, "Timeout", h.timeout and h.timeout .. " s")
  for i, key in ipairs(strict.keys(h.params or {})) do
    if i == 1 then lines[#lines + 1] = "Parameters:" end
    local spec, set = h.params[key], settings.now(h)[key] or {}
    lines[#lines + 1] = ("  %-12s %-9s %-20s %-10s %s"):format(key, spec[1],
      param.show(spec, set.value), set.locked and "locked" or
        set.origin or (spec.required and "required" or "-"), spec.desc or "")
  end
  for _, line in ipairs(problems(h)) do
    lines[#lines + 1] = "Problem:    " .. line
  end
  return lines
end

function tool.check()
  local lines = {}
  for _, h in ipairs(hook.list) do
    if not h.core then
      for _, line in ipairs(problems(h)) do lines[#lines + 1] = line end
    end
  end
  return lines
end

-- Answers true and a list; or false and why.
function tool.run(name, arg)
  local ok, list = core.guard("pure", tool[name], arg)
  if ok then return true, list end
  return false, strict.text(list)
end

return tool
