-- SPDX-License-Identifier: GPL-3.0-or-later
-- virt.Xml: what is sugar over its C part.
local core, use = ...
local strict = use "strict"

local raw, methods = core.node, core.classes["virt.Xml"].methods

-- ---- asking

function methods.each(self, xpath, vars)
  raw.check(self)
  local nodes, i = self:all(xpath, vars), 0
  for _, node in ipairs(nodes) do
    if type(node) == "string" then
      strict.fail("each wants elements, and '%s' has others; use all", xpath)
    end
  end
  return function()
    i = i + 1
    if nodes[i] then return nodes[i], i end
  end
end

-- Sizes in a domain are in KiB when they have no unit.
function methods.bytes(self, xpath, vars)
  raw.check(self)
  local node = self
  if xpath then node = self:find(xpath, vars) end
  if not node then return nil end
  local text = node.text .. node:get("@unit", "KiB")
  local size = core.sys.size((text:gsub("%s", "")))
  if not size then
    strict.fail("<%s> is not a size: '%s'", node.name, node.text)
  end
  return size
end

-- ---- changing

-- From the last to the first, so that what is found by its old value is still
-- found. All values are made before the first is set.
function methods.set_all(self, xpath, value, vars)
  raw.check(self)
  local nodes, new = self:all(xpath, vars), {}
  for i, old in ipairs(nodes) do
    new[i] = value
    if type(value) == "function" then
      new[i] = value(type(old) == "string" and old or old.text, i)
    end
  end
  for i = #nodes, 1, -1 do
    if type(nodes[i]) == "string" then
      self:set(("(%s)[%d]"):format(xpath, i), new[i], vars)
    elseif new[i] == nil then
      nodes[i]:remove()
    else
      nodes[i].text = new[i]
    end
  end
  return #nodes
end

local build

-- { "disk", type = "file", { "source", file = f }, "text" }, with sorted
-- attributes, so that the output is always the same.
local function build_table(parent, spec)
  if type(spec[1]) ~= "string" then
    strict.fail("an element as a table begins with its name: { \"disk\", ... }")
  end
  local node, names = raw.new(parent, spec[1]), {}
  for key in pairs(spec) do
    if type(key) == "string" then
      names[#names + 1] = key
    elseif math.type(key) ~= "integer" or key < 1 or key > #spec then
      strict.fail("<%s>: '%s' is no attribute and no child", spec[1],
        tostring(key))
    end
  end
  table.sort(names)
  for _, name in ipairs(names) do raw.attribute(node, name, spec[name]) end
  for i = 2, #spec do
    local kind = type(spec[i])
    if kind == "table" or kind == "userdata" then
      raw.put(node, build(node, spec[i]))
    elseif #spec > 2 then
      strict.fail("<%s>: an element has either text or child elements",
        spec[1])
    else
      node.text = spec[i]
    end
  end
  return node
end

function build(parent, spec)
  local kind = type(spec)
  if kind == "string" then return raw.from_text(parent, spec) end
  if kind == "userdata" then return raw.adopt(parent, spec) end
  if kind == "table" then return build_table(parent, spec) end
  strict.fail("an element is XML text, a table or another element, not a %s",
    kind)
end

function methods.add(self, spec, where)
  raw.check(self)
  if where == "first" then
    where = self:find "*"
  elseif type(where) == "string" then
    strict.fail("where is \"first\" or a child element, not '%s'", where)
  end
  return raw.put(self, build(self, spec), where)
end

-- What a visitor answered for an element.
local function answer(node, said)
  local kind = type(said)
  if said == false then
    node:remove()
  elseif kind == "string" or kind == "table" or kind == "userdata" then
    node.parent:add(said, node)
    node:remove()
  else
    strict.fail("the visitor of <%s> answers nil, false or an element, " ..
      "not a %s", node.name, kind)
  end
end

local function visit(node, visitor)
  local n = 0
  for _, child in ipairs(node:all "*") do
    local visitor_of = visitor[child.name]
    local said = nil
    if visitor_of and child.attached then said = visitor_of(child) end
    if child.attached and said ~= nil then
      answer(child, said)
      n = n + 1
    elseif child.attached then
      n = n + visit(child, visitor)
    end
  end
  return n
end

function methods.walk(self, visitor)
  raw.check(self)
  if type(visitor) ~= "table" then
    strict.fail("walk wants a table of functions by element name")
  end
  for name, fn in pairs(visitor) do
    if type(fn) ~= "function" then
      strict.fail("the visitor of <%s> is a %s, not a function",
        tostring(name), type(fn))
    end
  end
  return visit(self, visitor)
end
