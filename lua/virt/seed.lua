-- SPDX-License-Identifier: GPL-3.0-or-later
-- virt.seed_iso
local core, use = ...
local strict = use "strict"

local seed = {}

function seed.iso(path, files)
  core.clone.effects "virt.seed_iso"
  if type(files) ~= "table" then
    strict.fail("virt.seed_iso wants a table of files: name = text")
  end
  core.sys.seed(path, files)
end

return seed
