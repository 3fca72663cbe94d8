-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is going on, for those who need to know.
local now = {
  file = nil,     -- being loaded
  from = nil,     -- where that file is from
  hook = nil,     -- running
  problems = nil, -- of the present "check", as lines
}

-- "HOOK: ", or nothing: what a script kept may be called at any time.
function now.prefix()
  return now.hook and now.hook.name .. ": " or ""
end

return now
