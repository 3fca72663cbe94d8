-- SPDX-License-Identifier: GPL-3.0-or-later
-- The libvirt network of the first interface gives the address in c.data.ip,
-- which an earlier hook has set.
virt.hook {
  name = "dhcp-host",
  desc = "a fixed DHCP lease in the network of the first interface",
  after = { "mac-*", "ipam" },

  reserve = function(c)
    local nic = c.xml:find "devices/interface[@type='network'][1]"
    if not (nic and c.data.ip) then return end
    local network, why = c.conn:network(nic:get "source/@network")
    if not network then c:deny("%s", why) end
    local host = {
      mac = nic:get "mac/@address", ip = c.data.ip, name = c.name,
    }
    c:step(("DHCP: %s gets %s"):format(host.mac, host.ip),
      function() network:add_dhcp_host(host) end,
      function() network:remove_dhcp_host(host) end)
  end,
}
