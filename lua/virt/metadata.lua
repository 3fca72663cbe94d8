-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a domain's metadata says of hooks for its clones:
--   <p:hooks xmlns:p="https://virt-twin/xmlns/hooks/1">
--     <p:hook name="seed" enabled="no"><p:param name="dir">/x</p:param>
--     </p:hook>
--   </p:hooks>
-- It names hooks that are installed, and never what is loaded.
local core = ...

local metadata = {}

local ns = "https://virt-twin/xmlns/hooks/1"

-- The <hook> for a hook in a domain's XML, or nil.
local function find(xml, h)
  return xml:find("metadata/*[local-name()='hooks' and " ..
    "namespace-uri()=$ns]/*[local-name()='hook' and @name=$name]",
    { ns = ns, name = h.name })
end

-- Whether the hook is switched on or off; nil: neither.
function metadata.enabled(xml, h)
  local node = find(xml, h)
  local word = node and node:get "@enabled"
  if word == "no" then return false end
  if word == "yes" then return true end
end

-- Its parameters: a list of { key =, text = }.
function metadata.params(xml, h)
  local node, list = find(xml, h), {}
  for _, p in ipairs(node and node:all "*[local-name()='param']" or {}) do
    list[#list + 1] = { key = p:get("@name", ""), text = p.text }
  end
  return list
end

local function child(parent, name, key)
  return parent:find(name .. "[@name=$key]", { key = key }) or
    parent:add { name, name = key }
end

-- The text of <hooks>, as libvirt gives and takes it (without a namespace),
-- with the hook switched on or off and its parameters set: { key = text }.
function metadata.edit(old, h, enabled, params)
  local box = core.node.parse(old ~= "" and old or "<hooks/>")
  local node = child(box, "hook", h.name)
  node:set("@enabled", enabled and "yes" or "no")
  for key, text in pairs(params) do child(node, "param", key).text = text end
  return box:serialize()
end

return metadata
