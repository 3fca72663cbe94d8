-- SPDX-License-Identifier: GPL-3.0-or-later
-- The address in c.data.ip, which an earlier hook has set, in a file that
-- dnsmasq (addn-hosts) or the resolver reads.
virt.hook {
  name = "hosts-file",
  desc = "name and address in a hosts file",
  after = { "ipam" },
  params = {
    file = { "path", default = "/var/lib/virt-twin/hosts" },
    domain = { "string", desc = "lab.example: a second name with it" },
  },

  reserve = function(c, p)
    if not c.data.ip then return end
    local line = c.data.ip .. " " .. c.name
    if p.domain then line = line .. " " .. c.name .. "." .. p.domain end
    line = line .. "\n"
    c:step("name " .. c.data.ip .. " " .. c.name, function()
      virt.file.update(p.file, function(old)
        if old:find "[^\n]$" then old = old .. "\n" end
        return old .. line
      end)
    end, function()
      virt.file.update(p.file, function(old)
        local from, to = old:find(line, 1, true)
        return from and old:sub(1, from - 1) .. old:sub(to + 1)
      end)
    end)
  end,
}
