-- SPDX-License-Identifier: GPL-3.0-or-later
-- virt.Clone: what its C part does not do itself.
local core, use = ...
local now, strict = use "now", use "strict"

local class = core.classes["virt.Clone"]
local methods, fields = class.methods, class.fields

-- ---- fields

function fields.source(c)
  local name, uuid, xml = core.clone.source(c)
  return strict.lock({
    name = name, uuid = uuid, xml = xml, domain = core.clone.domains(c),
  }, "the source", true)
end

function fields.disks(c)
  local disks = core.disks(c)
  for _, disk in ipairs(disks) do disks[disk.target] = disk end
  return strict.lock(disks, "the list of disks")
end

function fields.batch(c)
  local names, index = core.clone.names(c)
  return strict.lock({
    index = index, count = #names, names = strict.lock(names, "the names"),
  }, "the batch", true)
end

function fields.explicit(c)
  return strict.lock(core.clone.explicit(c), "c.explicit", true)
end

function fields.domain(c)
  local _, domain = core.clone.domains(c)
  return domain
end

-- ---- refusing and warning

local function message(c, ...)
  if type(c) ~= "userdata" then
    strict.fail("methods of a clone are called with ':'")
  end
  return strict.format(...)
end

function methods.deny(c, ...)
  error(core.denial(message(c, ...)), 0)
end

function methods.problem(c, ...)
  local text = message(c, ...)
  if not now.problems then
    strict.fail("c:problem is for phase 'check' only (this is '%s'); use " ..
      "c:deny", c.phase)
  end
  table.insert(now.problems, now.prefix() .. text)
end

function methods.warn(c, ...)
  core.clone.warn(c, now.prefix() .. message(c, ...))
end

-- ---- doing

methods.step = use("step").make

function methods.lock(c, name, timeout)
  use("lock").take(c, name, timeout)
end

-- Active pools, by name.
function methods.pools(c, given)
  local o = strict.options("c:pools", given,
    { names = "table", type = "string" })
  local names, found = {}, {}
  for _, name in ipairs(o.names or {}) do names[name] = true end
  for _, pool in ipairs(c.conn:pools()) do
    if pool.active and (not o.names or names[pool.name]) and
      (not o.type or pool.type == o.type) then
      found[#found + 1] = pool
    end
  end
  return found
end

function methods.copies(c)
  local disks, i = core.disks(c), 0
  return function()
    repeat i = i + 1 until not disks[i] or disks[i].action == "copy"
    return disks[i]
  end
end
