-- SPDX-License-Identifier: GPL-3.0-or-later
-- The clone in a group of an Ansible inventory (INI). An error is a warning:
-- the clone stays.
local function lines_of(text)
  local lines = {}
  for line in text:gmatch "[^\n]*" do lines[#lines + 1] = line end
  if lines[#lines] == "" then lines[#lines] = nil end
  return lines
end

-- The text with the line below its group's header, or nil: the name is there.
local function added(old, group, name, line)
  local lines, place = lines_of(old), nil
  for i, known in ipairs(lines) do
    if known:match "^%S+" == name then return nil end
    if known:match "^%s*(.-)%s*$" == "[" .. group .. "]" then
      place = place or i + 1
    end
  end
  if not place then
    lines[#lines + 1] = "[" .. group .. "]"
    place = #lines + 1
  end
  table.insert(lines, place, line)
  return table.concat(lines, "\n") .. "\n"
end

local function removed(old, line)
  local lines = lines_of(old)
  for i, known in ipairs(lines) do
    if known == line then
      table.remove(lines, i)
      return table.concat(lines, "\n") .. "\n"
    end
  end
end

virt.hook {
  name = "ansible",
  desc = "a line in the Ansible inventory",
  after = "*",
  params = {
    inventory = { "path", default = "/etc/ansible/hosts.d/clones.ini" },
    group = { "string", default = "clones", pattern = "^[%w_-]+$" },
  },

  defined = function(c, p)
    local line, mine = c.name, false
    if c.data.ip then line = line .. " ansible_host=" .. c.data.ip end
    c:step("write " .. c.name .. " to " .. p.inventory, function()
      virt.file.update(p.inventory, function(old)
        local new = added(old, p.group, c.name, line)
        mine = new ~= nil
        return new
      end)
    end, function()
      if not mine then return end
      virt.file.update(p.inventory, function(old) return removed(old, line) end)
    end)
  end,
}
