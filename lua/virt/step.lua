-- SPDX-License-Identifier: GPL-3.0-or-later
-- c:step and o:step: something is done, and how it is undone is remembered.
local core, use = ...
local now, run, strict = use "now", use "run", use "strict"

local step = {}

-- A function, or a checked argument list.
local function action(what, given)
  if type(given) == "function" then return given end
  if type(given) == "table" then return run.words("c:step", given) end
  strict.fail("c:step: %s is a function or a list of words, not a %s", what,
    type(given))
end

-- What it warns of is the hook's, also when no phase is going on any more.
local function undone_by(hook, fn)
  return function(uncertain)
    local before = now.hook
    now.hook = hook
    local ok, err = pcall(fn, uncertain)
    now.hook = before
    if not ok then error(err, 0) end
  end
end

-- On the undo stack of a clone; nil: of the operation that is going on. An undo
-- that is a list of words can be repeated after a crash.
function step.make(c, what, doing, undoing)
  core.clone.effects "c:step"
  if type(what) ~= "string" then
    strict.fail("c:step begins with what it does, as text")
  end
  doing = action("what it does", doing)
  undoing = action("its undo", undoing)
  if type(undoing) == "function" then undoing = undone_by(now.hook, undoing) end
  local what_for = now.prefix() .. what
  if type(doing) == "function" then
    return core.step(c, what_for, doing, undoing)
  end
  return core.step(c, what_for, function() return run.run(doing) end, undoing)
end

return step
