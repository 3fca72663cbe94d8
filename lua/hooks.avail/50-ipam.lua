-- SPDX-License-Identifier: GPL-3.0-or-later
-- An address from the site's own tool: "TOOL next NET" prints a free one,
-- "TOOL take ADDRESS NAME" and "TOOL free ADDRESS" do what they say. Later
-- hooks find it in c.data.ip.
virt.hook {
  name = "ipam",
  desc = "reserve an address with the site's tool",
  params = {
    tool = { "path", required = true, desc = "the program" },
    net = { "string", default = "lab" },
  },

  plan = function(c, p)
    if c.batch.count > 1 then c:deny("one clone at a time gets an address") end
    c:lock "ipam"
    local result = virt.query { p.tool, "next", p.net }
    local address = result.out:match "%S+"
    if not (result.ok and address) then
      c:deny("network '%s' has no free address: %s", p.net,
        result.err:match "[^\n]*")
    end
    c.data.ip = address
  end,

  reserve = function(c, p)
    c:step("reserve " .. c.data.ip,
      { p.tool, "take", c.data.ip, c.name },
      { p.tool, "free", c.data.ip })
  end,
}
