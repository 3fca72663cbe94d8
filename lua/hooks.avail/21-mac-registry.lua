-- SPDX-License-Identifier: GPL-3.0-or-later
-- An alternative to mac-oui: the next free addresses of a file that machines
-- share, a line "ADDRESS NAME" each.
local function taken(file)
  local owners = {}
  for line in virt.file.lines(file) do
    local mac, name = line:match "^(%S+)%s+(%S+)"
    if mac then owners[mac] = name end
  end
  return owners
end

-- Other clones of the call have the addresses before ours.
local function skip(c)
  return (c.batch.index - 1) * #c.xml:all "devices/interface"
end

virt.hook {
  name = "mac-registry",
  desc = "MAC addresses from a shared file",
  params = {
    file = { "path", default = "/var/lib/virt-twin/macs" },
    prefix = { "string", default = "02:00:5e:10",
      pattern = "^%x%x:%x%x:%x%x:%x%x$", desc = "first four bytes" },
  },

  mutate = function(c, p)
    c:lock "mac-registry"
    local owners, n, left = taken(p.file), 0, skip(c)
    for nic in c.xml:each "devices/interface" do
      local mac
      repeat
        n = n + 1
        if n > 0xffff then c:deny("no address below %s is free", p.prefix) end
        mac = ("%s:%02x:%02x"):format(p.prefix, n >> 8, n & 255)
        local free = not owners[mac]
        if free and left > 0 then left, free = left - 1, false end
      until free
      nic:set("mac/@address", mac)
    end
  end,

  reserve = function(c, p)
    local lines = {}
    for _, mac in ipairs(c.xml:all "devices/interface/mac/@address") do
      lines[#lines + 1] = ("%s %s\n"):format(mac, c.name)
    end
    local text = table.concat(lines)
    c:step(("register %d MAC addresses"):format(#lines), function()
      virt.file.update(p.file, function(old)
        if old:find "[^\n]$" then old = old .. "\n" end
        return old .. text
      end)
    end, function()
      virt.file.update(p.file, function(old)
        local from, to = old:find(text, 1, true)
        return from and old:sub(1, from - 1) .. old:sub(to + 1)
      end)
    end)
  end,
}
