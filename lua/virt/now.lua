-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is going on, for those who need to know.
return {
  file = nil,     -- being loaded
  from = nil,     -- where that file is from
  hook = nil,     -- running
  problems = nil, -- of the present "check", as lines
}
