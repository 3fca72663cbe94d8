-- SPDX-License-Identifier: GPL-3.0-or-later
-- What happens at the prompt: virt.on, virt.prompt. Who observes cannot change
-- what happens; a mistake is a warning.
local core, use = ...
local now, strict = use "now", use "strict"

local observe = {}

local handlers = {
  connect = {}, disconnect = {}, domain = {}, exit = {}, reload = {},
  start = {},
}
local shown -- { fn =, file =, told = } of the prompt

local function check(what, fn)
  if not now.file then
    strict.fail("%s belongs to the file, not into a function", what)
  elseif type(fn) ~= "function" then
    strict.fail("%s wants a function, not a %s", what, type(fn))
  end
end

-- virt.on
function observe.on(event, fn)
  if not handlers[event] then
    strict.fail("there is no event '%s'; events: %s%s", tostring(event),
      table.concat(strict.keys(handlers), ", "),
      strict.hint(event, handlers))
  end
  check("virt.on", fn)
  table.insert(handlers[event], { fn = fn, file = now.file })
end

-- virt.prompt: the last one counts.
function observe.show(fn)
  check("virt.prompt", fn)
  shown = { fn = fn, file = now.file }
end

-- ---- for the shell

function observe.watches(event)
  return #handlers[event] > 0
end

-- Answers warnings, as a list.
function observe.tell(e)
  local warnings = {}
  for _, h in ipairs(handlers[e.event]) do
    local ok, err = core.guard(2, h.fn, strict.lock(e, "the event", true))
    if not ok then
      warnings[#warnings + 1] = ("warning: virt.on '%s': %s"):format(e.event,
        strict.placed(h.file, strict.text(err)))
    end
  end
  return warnings
end

local function one_line(fn, e)
  local text = fn(e)
  if text ~= nil and type(text) ~= "string" then
    strict.fail("the prompt is a text, not a %s", type(text))
  end
  if text and not utf8.len(text) then
    strict.fail("the prompt is not UTF-8")
  end
  return text and text:gsub("%c", "")
end

-- Answers the prompt, or nil: the shell's own; and a warning, once.
function observe.prompt(e)
  if not shown then return nil end
  local ok, said = core.guard(0.2, one_line, shown.fn,
    strict.lock(e, "the event", true))
  if ok then return said end
  if shown.told then return nil end
  shown.told = true
  return nil, "warning: virt.prompt: " ..
    strict.placed(shown.file, strict.text(said))
end

return observe
