-- SPDX-License-Identifier: GPL-3.0-or-later
-- In which order hooks run: as they were loaded, bent by `after` and `before`.
local _, use = ...
local text = use "text"

local order = {}

local function is_glob(pattern)
  return pattern:find "[*?]" ~= nil
end

-- A glob means the site's hooks; what the core does must be named.
local function means(pattern, name)
  if not is_glob(pattern) then return pattern == name end
  if name:find "^core/" and not pattern:find "^core/" then return false end
  return text.glob(pattern, name)
end

-- Whether `last` waits for `first` already, over others perhaps. Those that
-- were asked are in `seen`: there are many ways through many hooks.
local function waits(earlier, last, first, seen)
  if last == first then return true end
  seen[last] = true
  for other in pairs(earlier[last]) do
    if not seen[other] and waits(earlier, other, first, seen) then
      return true
    end
  end
  return false
end

-- Which hooks the others' fields, as globs or as names, put in front of which:
-- a list of { first, last }.
local function claims(list, globs)
  local found = {}
  local function put(first, last)
    if first ~= last then found[#found + 1] = { first, last } end
  end
  local function each(patterns, fn)
    for _, pattern in ipairs(patterns or {}) do
      for _, other in ipairs(list) do
        if is_glob(pattern) == globs and means(pattern, other.name) then
          fn(other)
        end
      end
    end
  end
  for _, h in ipairs(list) do
    each(h.after, function(other) put(other, h) end)
    each(h.before, function(other) put(h, other) end)
  end
  return found
end

-- Names are laws. Globs give way to them; of two hooks that both want to come
-- last (or first) neither is moved.
local function link(list, earlier, globs)
  local found, has = claims(list, globs), {}
  for _, claim in ipairs(found) do
    has[claim[1]] = has[claim[1]] or {}
    has[claim[1]][claim[2]] = true
  end
  for _, claim in ipairs(found) do
    local first, last = claim[1], claim[2]
    local mutual = has[last] and has[last][first]
    if not globs or not (mutual or waits(earlier, first, last, {})) then
      earlier[last][first] = true
    end
  end
end

local function blocker(earlier, h, done)
  for other in pairs(earlier[h]) do
    if not done[other] then return other end
  end
end

-- From any that waits, along what it waits for, until one comes again.
local function cycle(earlier, h, done)
  local seen = {}
  while not seen[h] do
    seen[h] = true
    h = blocker(earlier, h, done)
  end
  local names, first = {}, h
  repeat
    names[#names + 1] = h.name
    h = blocker(earlier, h, done)
  until h == first
  table.sort(names)
  return names
end

local function next_free(list, earlier, done)
  local waiting
  for _, h in ipairs(list) do
    if not done[h] then
      if not blocker(earlier, h, done) then return h end
      waiting = waiting or h
    end
  end
  return nil, waiting
end

-- The list in order; or nil and the names that wait for each other.
function order.sort(list)
  local earlier, done = {}, {}
  for _, h in ipairs(list) do earlier[h] = {} end
  link(list, earlier, false)
  for _ = 1, #list do
    local h, waiting = next_free(list, earlier, done)
    if not h then return nil, cycle(earlier, waiting, done) end
    done[h] = true
  end
  link(list, earlier, true)
  local sorted = {}
  done = {}
  for i = 1, #list do
    sorted[i] = next_free(list, earlier, done)
    done[sorted[i]] = true
  end
  return sorted
end

-- What h's after and before name that there is not.
function order.missing(list, h)
  local missing = {}
  for _, patterns in ipairs { h.after or {}, h.before or {} } do
    for _, pattern in ipairs(patterns) do
      local found = false
      for _, other in ipairs(list) do
        found = found or means(pattern, other.name)
      end
      if not found then missing[#missing + 1] = pattern end
    end
  end
  return missing
end

return order
