-- SPDX-License-Identifier: GPL-3.0-or-later
std = "lua54"
max_line_length = 80

-- Hooks, and what tests them, see the program's interface.
for _, where in ipairs { "lua/hooks.avail", "tests", "**/hooks.d" } do
  files[where] = { read_globals = { "virt" } }
end

-- The prelude makes it; the types declare it.
files["lua/virt"] = { globals = { "virt" } }
files["lua/types"] = {
  globals = { "virt" }, ignore = { "121", "211", "212", "241" },
  max_line_length = false,
}
