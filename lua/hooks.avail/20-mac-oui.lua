-- SPDX-License-Identifier: GPL-3.0-or-later
-- The same clone gets the same addresses again: the OUI, and a hash of the
-- clone's name and the interface's number.
virt.hook {
  name = "mac-oui",
  desc = "MAC addresses from an OUI and the clone's name",
  params = {
    oui = { "string", default = "52:54:00", pattern = "^%x%x:%x%x:%x%x$",
      desc = "first three bytes" },
  },

  mutate = function(c, p)
    for nic, i in c.xml:each "devices/interface" do
      nic:set("mac/@address", virt.mac.hash(p.oui, c.name, i))
    end
  end,
}
