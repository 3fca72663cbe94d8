-- SPDX-License-Identifier: GPL-3.0-or-later
-- Locks of this machine. The clones of one call share theirs: one script runs
-- at a time. A lock is free again when the last clone that took it is over.
local core, use = ...
local strict = use "strict"

local lock = {}

local held = {} -- name -> { value =, users = { clone = true } }

local function take(c, name, timeout)
  local patience = core.sys.now() + timeout * 1000
  repeat
    local value = core.sys.try_lock(name, not c.dry_run)
    if value then return value end
    core.domain.pause(50)
  until core.sys.now() >= patience
  strict.fail("somebody else has held the lock '%s' for %s seconds", name,
    timeout)
end

function lock.take(c, name, timeout)
  if type(name) ~= "string" or not name:find "^[%w_-]+$" then
    strict.fail("c:lock wants a name of letters, digits, - and _")
  end
  timeout = timeout or 30
  if type(timeout) ~= "number" then
    strict.fail("c:lock: the time is a number of seconds")
  end
  if not held[name] then
    held[name] = { value = take(c, name, timeout), users = {} }
  end
  held[name].users[c] = true
end

-- The clone is over.
function lock.release(c)
  for name, one in pairs(held) do
    one.users[c] = nil
    if not next(one.users) then
      held[name] = nil
      core.sys.unlock(one.value)
    end
  end
end

return lock
