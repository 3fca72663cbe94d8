-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the host lends to one machine: a clone does without, and its direct
-- interfaces become virtual ones.
virt.hook {
  name = "no-passthrough",
  desc = "a clone takes no devices of the host",
  params = {
    network = { "string", default = "default",
      desc = "of interfaces that were the host's" },
  },

  mutate = function(c, p)
    local n = c.xml:find "devices":walk {
      hostdev = function() return false end,
      redirdev = function() return false end,
      tpm = function(tpm)
        if tpm:find "backend[@type='passthrough']" then return false end
      end,
      interface = function(nic)
        local kind = nic:get "@type"
        if kind ~= "hostdev" and kind ~= "direct" then return nil end
        return {
          "interface", type = "network",
          { "mac", address = nic:get "mac/@address" },
          { "source", network = p.network },
          { "model", type = "virtio" },
        }
      end,
    }
    if n > 0 then c:warn("%d devices of the host were left out", n) end
  end,
}
