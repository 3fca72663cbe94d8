-- SPDX-License-Identifier: GPL-3.0-or-later
-- One parameter of a hook: its declaration, and values of its type.
local core, use = ...
local strict, text = use "strict", use "text"

local param = {}

-- Text (or what Lua has) to the value; nil when it is none.
local types = {}

function types.string(value)
  return type(value) == "string" and value or nil
end

types.path = function(value)
  return type(value) == "string" and value ~= "" and value or nil
end

function types.integer(value)
  if type(value) == "string" and not value:find "^%s*[+-]?%d+%s*$" then
    return nil
  end
  return math.tointeger(tonumber(value))
end

function types.size(value)
  local number = type(value) == "number" and math.tointeger(value)
  if number then return number >= 0 and number or nil end
  return type(value) == "string" and core.sys.size(value) or nil
end

local seconds = { s = 1, m = 60, h = 3600, d = 86400, [""] = 1 }

function types.duration(value)
  local number, unit = tostring(value):match "^(%d+)([smhd]?)$"
  number = math.tointeger(tonumber(number))
  if not number or number > math.maxinteger // seconds[unit] then return nil end
  return number * seconds[unit]
end

local truths = {
  yes = true, on = true, ["true"] = true, ["1"] = true,
  no = false, off = false, ["false"] = false, ["0"] = false,
}

function types.bool(value)
  return truths[tostring(value)]
end

function types.list(value)
  local list = {}
  if type(value) == "string" then
    for word in value:gmatch "[^,]+" do
      list[#list + 1] = word:match "^%s*(.-)%s*$"
    end
  elseif type(value) == "table" then
    for i, word in ipairs(value) do list[i] = tostring(word) end
  else
    return nil
  end
  return strict.lock(list, "the list")
end

types.enum = types.string

local texts = { enum = true, path = true, string = true } -- as Lua has them

local fields = {
  [1] = "string", default = "any", desc = "string", locked = "boolean",
  max = "number", min = "number", pattern = "string", required = "boolean",
  secret = "boolean", values = "table",
}

local function bounds(spec)
  return ("%s..%s"):format(spec.min or "", spec.max or "")
end

local function outside(spec, value)
  return type(value) == "number" and
    (value < (spec.min or value) or value > (spec.max or value))
end

local function among(list, value)
  for _, word in ipairs(list) do
    if word == value then return true end
  end
end

-- The value, or nil and why not.
function param.value(spec, given)
  local value, shown = types[spec[1]](given), tostring(given)
  if spec.secret then shown = "the value" else shown = "'" .. shown .. "'" end
  if value == nil then
    return nil, ("%s is not %s %s"):format(shown,
      spec[1]:find "^[aeiou]" and "an" or "a", spec[1])
  elseif outside(spec, value) then
    return nil, ("%s is outside %s"):format(
      spec.secret and "the value" or tostring(value), bounds(spec))
  elseif spec.pattern and not value:find(spec.pattern) then
    return nil, ("%s does not match %s"):format(shown, spec.pattern)
  elseif spec.values and not among(spec.values, value) then
    local keys = {}
    for _, word in ipairs(spec.values) do keys[word] = true end
    return nil, ("%s is not one of %s%s"):format(shown,
      table.concat(spec.values, ", "), strict.hint(value, keys))
  end
  return value
end

local function check_field(what, key, value)
  local want = fields[key]
  if not want then
    strict.fail("%s has no '%s'%s", what, tostring(key),
      strict.hint(key, fields))
  elseif want ~= "any" and type(value) ~= want then
    strict.fail("%s: %s is a %s, not a %s", what, tostring(key), want,
      type(value))
  end
end

-- A checked copy of a declaration: { "integer", default = 3, min = 1 }.
function param.declare(hook, name, spec)
  local what, copy = ("parameter '%s' of hook '%s'"):format(name, hook), {}
  if type(name) ~= "string" or not name:find "^[%w_-]+$" then
    strict.fail("hook '%s': '%s' is not a parameter's name", hook,
      tostring(name))
  elseif type(spec) ~= "table" or not types[spec[1]] then
    strict.fail("%s begins with its type: { \"string\" }, or integer, size, " ..
      "duration, bool, list, enum, path", what)
  end
  for _, key in ipairs(strict.keys(spec)) do
    check_field(what, key, spec[key])
    copy[key] = spec[key]
  end
  if spec[1] == "enum" and not spec.values then
    strict.fail("%s: an enum has values", what)
  elseif spec.pattern and not texts[spec[1]] then
    strict.fail("%s: a pattern is for texts, not for a value of type %s", what,
      spec[1])
  end
  if spec.default ~= nil then
    local value, why = param.value(copy, spec.default)
    if value == nil then strict.fail("%s: default: %s", what, why) end
    copy.default = value
  end
  return copy
end

-- As --set and a file have it.
function param.text(value)
  if type(value) ~= "table" then return tostring(value) end
  local words = {}
  for i = 1, #value do words[i] = tostring(value[i]) end
  return table.concat(words, ",")
end

-- For people.
function param.show(spec, value)
  if value == nil then return "-" end
  if spec.secret then return "(secret)" end
  if spec[1] == "size" then return text.human(value) end
  if spec[1] == "bool" then return value and "yes" or "no" end
  return param.text(value)
end

return param
