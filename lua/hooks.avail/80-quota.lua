-- SPDX-License-Identifier: GPL-3.0-or-later
-- Limits for one clone, and for the clones of one user as the hook `owner`
-- has marked them.
local uri = "https://virt-twin/xmlns/owner/1"

virt.hook {
  name = "quota",
  desc = "limits for a clone and for its user",
  params = {
    clones = { "integer", default = 20, desc = "of one user" },
    memory = { "size", default = "64G" },
    vcpus = { "integer", default = 16 },
    disk = { "size", default = "2T", desc = "all disks of a clone" },
  },

  check = function(c, p)
    local memory, vcpus = c.xml:bytes "memory", c.xml:eval "number(vcpu)"
    local disks = 0
    for disk in c:copies() do disks = disks + (disk.size or disk.capacity) end
    if memory and memory > p.memory then
      c:problem("%s of memory, at most %s", virt.human(memory),
        virt.human(p.memory))
    end
    if vcpus > p.vcpus then
      c:problem("%d virtual CPUs, at most %d", vcpus, p.vcpus)
    end
    if disks > p.disk then
      c:problem("%s of disks, at most %s", virt.human(disks),
        virt.human(p.disk))
    end
    local mine = c.batch.count
    for _, domain in ipairs(c.conn:domains()) do
      local mark = domain:metadata(uri)
      if mark and mark:get "@user" == c.user then mine = mine + 1 end
    end
    if mine > p.clones then
      c:problem("%s would have %d clones, at most %d", c.user, mine, p.clones)
    end
  end,
}
