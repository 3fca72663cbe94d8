-- SPDX-License-Identifier: GPL-3.0-or-later
-- What hooks did, for --trace-hooks: time, edits with their place, a diff.
local core, use = ...

local trace = {}

local seen = setmetatable({}, { __mode = "k" }) -- clone -> edits told
local longest = 60

local function quote(c, edit, value)
  if not value then return "-" end
  if edit.path:find "@passwd$" then return "(secret)" end
  value = core.clone.redact(c, (value:gsub("%s*\n%s*", "")))
  if #value > longest then value = value:sub(1, longest - 3) .. "..." end
  return "'" .. value .. "'"
end

local function show(c, edit)
  local line = ("      %-6s %s"):format(edit.does, edit.path)
  if edit.old then line = line .. " " .. quote(c, edit, edit.old) end
  if edit.new then
    line = line .. (edit.old and " -> " or " ") .. quote(c, edit, edit.new)
  end
  return edit.at and ("%s   [%s]"):format(line, edit.at) or line
end

-- What was edited since the last time; with a phase: by the core itself.
local function flush(c, phase)
  local edits = core.clone.edits(c, seen[c] or 0)
  seen[c] = (seen[c] or 0) + #edits
  for i, edit in ipairs(edits) do
    if phase and (i == 1 or edits[i - 1].who ~= edit.who) then
      core.clone.trace(c, ("  %-8s %s"):format(phase, edit.who))
    end
    core.clone.trace(c, show(c, edit))
  end
end

-- Before a hook runs: what `after` needs; nil when nobody wants to know.
function trace.before(c)
  local wanted, diff = core.clone.trace(c)
  if not wanted then return nil end
  flush(c, "place")
  return { time = core.sys.now(), xml = diff and tostring(c.xml) or nil }
end

function trace.after(c, name, phase, mark)
  if not mark then return end
  core.clone.trace(c, ("  %-8s %-20s %.2f ms"):format(phase, name,
    core.sys.now() - mark.time))
  flush(c)
  if not mark.xml then return end
  for line in use("diff").lines(mark.xml, tostring(c.xml)) do
    core.clone.trace(c, "      " .. core.clone.redact(c, line))
  end
end

return trace
