-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the command `hook` tells: lists of texts.
local core, use = ...
local hook, metadata, order = use "hook", use "metadata", use "order"
local param, settings, strict = use "param", use "settings", use "strict"
local text = use "text"

local tool = {}

local function phases(h)
  local list = {}
  for _, phase in ipairs(h.on and { "check", "before", "after" } or
    hook.phases) do
    if h[phase] then list[#list + 1] = phase end
  end
  return table.concat(list, " ")
end

local function fits(patterns, value)
  for _, pattern in ipairs(patterns or { "*" }) do
    if text.glob(pattern, value) then return true end
  end
  return false
end

-- Whether it runs for clones of the source, as far as that is known.
local function state(h, xml, uri)
  local m = h.match or {}
  if not (fits(m.source, xml:get("name", "")) and fits(m.uri, uri)) then
    return "no: match"
  elseif not h.core and not h.mandatory and
    metadata.enabled(xml, h) == false then
    return "no: metadata"
  end
  return (m.name or m.when) and "it depends" or "yes"
end

local function parse(xml)
  return xml and xml ~= "" and core.node.parse(xml) or nil
end

-- Four cells a hook, before them one more with the XML of a source.
function tool.list(xml, uri)
  local cells, source = {}, parse(xml)
  local function add(h, ...)
    if source then cells[#cells + 1] = h.on and "-" or state(h, source, uri) end
    for _, cell in ipairs { ... } do cells[#cells + 1] = cell end
  end
  for _, h in ipairs(hook.list) do
    local flags = h.mandatory and " (mandatory)" or ""
    add(h, h.name .. flags, phases(h), h.file or "-", h.desc or "")
  end
  for _, h in ipairs(use("op").list) do
    add(h, h.name, "on " .. h.on, h.file, h.desc or "")
  end
  return cells
end

local function find(name)
  local keys = {}
  for _, list in ipairs { hook.list, use("op").list } do
    for _, other in ipairs(list) do
      if other.name == name then return other end
      keys[other.name] = true
    end
  end
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
  for _, name in ipairs(h.on and {} or order.missing(hook.list, h)) do
    lines[#lines + 1] = ("%s: there is no hook '%s' to come before or after")
      :format(h.name, name)
  end
  return lines
end

-- With the XML of a source: for its clones.
function tool.show(name, xml, uri)
  local h, lines, source = find(name), {}, parse(xml)
  put(lines, "Hook", h.name)
  put(lines, "About", h.desc)
  put(lines, "File", h.from and h.from.path or "the program itself")
  put(lines, "On", h.on)
  put(lines, "Phases", phases(h))
  if not h.on then
    put(lines, "After", words(h.after))
    put(lines, "Before", words(h.before))
  end
  put(lines, "Match", h.match and match_text(h.match))
  put(lines, "Source", source and state(h, source, uri))
  put(lines, "Needs", words(h.needs))
  put(lines, "On error", h.on_error)
  put(lines, "Timeout", h.timeout and h.timeout .. " s")
  for i, key in ipairs(strict.keys(h.params or {})) do
    if i == 1 then lines[#lines + 1] = "Parameters:" end
    local spec, set = h.params[key], settings.now(h, source)[key] or {}
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

-- A domain's metadata with the hook switched on or off ("yes", "no") and lines
-- "key=value" set.
function tool.metadata(old, name, word, ...)
  local h = find(name)
  if h.core or h.on then
    strict.fail("hook '%s' has no settings for a source", name)
  elseif h.mandatory and word == "no" then
    strict.fail("hook '%s' is mandatory on this machine", name)
  end
  return { metadata.edit(old, h, word == "yes",
    settings.for_metadata(h, { ... })) }
end

-- For completion: the names of all hooks; of those in files alone.
function tool.names(which)
  local names = {}
  for _, list in ipairs { hook.list, use("op").list } do
    for _, h in ipairs(list) do
      if not h.core or which == "all" then names[#names + 1] = h.name end
    end
  end
  return names
end

-- What can stand for a value, where that is known.
local function words_of(spec)
  return spec[1] == "bool" and { "yes", "no" } or spec.values
end

function tool.methods()
  return use("method").names()
end

-- "HOOK.KEY=" of all; for one whose "=" is in the prefix, with its values.
function tool.settings(prefix)
  local list = {}
  for _, h in ipairs(hook.list) do
    for _, key in ipairs(strict.keys(h.params or {})) do
      local name = ("%s.%s="):format(h.name, key)
      local values = words_of(h.params[key])
      local typed = prefix:sub(1, #name) == name
      for _, value in ipairs(typed and values or {}) do
        list[#list + 1] = name .. value
      end
      if not typed then list[#list + 1] = name end
    end
  end
  return list
end

-- Answers true and a list; or false and why.
function tool.run(name, ...)
  local ok, list = core.guard("pure", tool[name], ...)
  if ok then return true, list end
  return false, strict.text(list)
end

return tool
