-- SPDX-License-Identifier: GPL-3.0-or-later
-- The clone in a group of an Ansible inventory (INI). An error is a warning:
-- the clone stays.
virt.hook {
  name = "ansible",
  desc = "a line in the Ansible inventory",
  after = "*",
  params = {
    inventory = { "path", default = "/etc/ansible/hosts.d/clones.ini" },
    group = { "string", default = "clones", pattern = "^[%w_-]+$" },
  },

  defined = function(c, p)
    local line = c.name
    if c.data.ip then line = line .. " ansible_host=" .. c.data.ip end
    virt.file.update(p.inventory, function(old)
      local header = "[" .. p.group .. "]\n"
      for known in old:gmatch "[^\n]+" do
        if known:match "^%S+" == c.name then return nil end
      end
      local from, to = old:find(header, 1, true)
      if not from then return old .. header .. line .. "\n" end
      return old:sub(1, to) .. line .. "\n" .. old:sub(to + 1)
    end)
  end,
}
