-- SPDX-License-Identifier: GPL-3.0-or-later
-- Title, description and metadata say whose clone it is.
local uri = "https://virt-twin/xmlns/owner/1"

virt.hook {
  name = "owner",
  desc = "title and metadata say whose clone it is",
  params = {
    owner = { "string", desc = "default: who runs the program" },
    ticket = { "string", desc = "why there is the clone: OPS-123" },
  },

  mutate = function(c, p)
    local owner = p.owner or c.user
    c.xml:set("title", ("%s (clone of %s)"):format(c.name, c.source.name))
    c.xml:ns("owner", uri)
    c.xml:set("metadata/owner:clone/@user", owner)
    c.xml:set("metadata/owner:clone/@source", c.source.name)
    c.xml:set("metadata/owner:clone/@ticket", p.ticket)
  end,
}
