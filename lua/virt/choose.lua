-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which hooks a clone has: what the user, the source and `match` say.
local core, use = ...
local hook, metadata, settings = use "hook", use "metadata", use "settings"
local strict, text = use "strict", use "text"

local choose = {}

-- clone -> hook -> true; forgotten with the clone.
local chosen = setmetatable({}, { __mode = "k" })

local function fits(patterns, value)
  if not patterns then return true end
  for _, pattern in ipairs(patterns) do
    if text.glob(pattern, value) then return true end
  end
  return false
end

local function matches(c, m)
  if not m then return true end
  return fits(m.source, c.source.name) and fits(m.name, c.name) and
    fits(m.uri, core.clone.uri(c) or "") and (not m.when or m.when(c))
end

-- nil, or why the hook does not run for this clone.
function choose.why_not(c, h)
  if h.mandatory then
    return not matches(c, h.match) and "match" or nil
  end
  if not core.clone.wanted(c, h.name) then return "the command line" end
  if not h.core and metadata.enabled(c.source.xml, h) == false then
    return "the source's metadata"
  end
  if not matches(c, h.match) then return "match" end
end

-- Commands that its hooks lack, as lines of a refusal.
local function lacking(c)
  local lines = {}
  for _, h in ipairs(hook.list) do
    for _, command in ipairs(chosen[c][h] and h.needs or {}) do
      if not core.sys.which(command) then
        lines[#lines + 1] = ("%s: the command '%s' is not installed"):format(
          h.name, command)
      end
    end
  end
  return lines
end

-- In "plan", and again in "mutate", when the name is known for good. Answers
-- nothing, or a kind of failure and its text.
function choose.make(c)
  local mine = {}
  for _, h in ipairs(hook.list) do
    local ok, why, cut = core.guard("pure", choose.why_not, c, h)
    if not ok then
      return cut == "interrupted" and cut or "failed",
        ("hook '%s' failed in 'match': %s"):format(h.name, strict.text(why))
    end
    if not why then mine[h] = true end
  end
  chosen[c] = mine
  local lines = lacking(c)
  if #lines > 0 then return "denied", lines end
  return settings.check(c, mine)
end

function choose.made(c)
  return chosen[c] ~= nil
end

function choose.has(c, h)
  return chosen[c] ~= nil and chosen[c][h] == true
end

-- The hook of another file asks: a function of the list's order.
function choose.each(c, name)
  local i, only = 0, core.clone.only(c) or name
  return function()
    repeat i = i + 1 until not hook.list[i] or
      (hook.list[i][name] and choose.has(c, hook.list[i]) and
        (hook.list[i].core or only == name))
    return hook.list[i]
  end
end

return choose
