-- SPDX-License-Identifier: GPL-3.0-or-later
-- Each disk goes where most is free, of what earlier ones have left.
virt.hook {
  name = "most-free",
  desc = "disks go to the pool with the most free space",
  params = {
    pools = { "list", required = true, desc = "the ones to choose from" },
    reserve = { "size", default = "20G", desc = "what must stay free" },
  },

  place = function(c, p)
    local names = {}
    for i = 1, #p.pools do
      local pool, why = c.conn:pool(p.pools[i])
      if not pool then c:deny("%s", why) end
      names[i] = p.pools[i]
    end
    for disk in c:copies() do
      local best, most = nil, -1
      disk.pool = nil
      for _, pool in ipairs(c:pools { names = names }) do
        local free = pool.free
        if free > most then best, most = pool.name, free end
      end
      local need = (disk.size or disk.capacity) + p.reserve
      if not best or most < need then
        c:deny("disk %s: no pool of %s has %s free", disk.target,
          table.concat(names, ", "), virt.human(need))
      end
      disk.pool = best
    end
  end,
}
