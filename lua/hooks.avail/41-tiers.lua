-- SPDX-License-Identifier: GPL-3.0-or-later
-- The first disk and small ones on fast storage, large ones on slow.
virt.hook {
  name = "tiers",
  desc = "large data disks go to the slow pool",
  params = {
    fast = { "string", required = true, desc = "pool" },
    slow = { "string", required = true, desc = "pool" },
    large = { "size", default = "200G", desc = "slow from this size on" },
  },

  place = function(c, p)
    for disk in c:copies() do
      local size = disk.size or disk.capacity
      local first = disk.target:find "a$" ~= nil
      disk.pool = (first or size < p.large) and p.fast or p.slow
    end
  end,
}
