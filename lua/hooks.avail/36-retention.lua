-- SPDX-License-Identifier: GPL-3.0-or-later
-- Until when a clone is wanted; `virsh metadata`, or a program, reads it.
virt.hook {
  name = "retention",
  desc = "metadata says until when the clone is wanted",
  params = {
    keep = { "duration", default = "30d" },
    max = { "duration", default = "365d", desc = "longer is refused" },
  },

  check = function(c, p)
    if p.keep > p.max then
      c:problem("keep is %d days, at most %d are allowed", p.keep // 86400,
        p.max // 86400)
    end
  end,

  mutate = function(c, p)
    c.xml:ns("retention", "https://virt-twin/xmlns/retention/1")
    c.xml:set("metadata/retention:clone/@until",
      os.date("!%Y-%m-%d", os.time() + p.keep))
  end,
}
