-- SPDX-License-Identifier: GPL-3.0-or-later
-- virt.json
local core, use = ...
local strict = use "strict"

local raw, json = core.json, {}

local deepest = 64

-- JSON's null, which is not Lua's nil: it keeps its place in a table.
json.null = raw.null

-- Mark a table as a list: an empty one would be taken for an object. Of one
-- that is read-only, as a hook's parameter, a copy.
function json.list(list)
  if raw.is_list(list) then return list end
  if type(list) == "table" and getmetatable(list) == false then
    list = table.move(list, 1, #list, 1, {})
  end
  return raw.list(list == nil and {} or list)
end

-- A table is a list when it has no other keys than 1 to its length.
local function is_list(t)
  if raw.is_list(t) then return true end
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  return n > 0 and n == #t
end

local function check_keys(t, as_list)
  for key in pairs(t) do
    if as_list and not (math.type(key) == "integer" and key > 0 and
      key <= #t) then
      strict.fail("a list for JSON has no place for the key '%s'",
        tostring(key))
    elseif not as_list and type(key) ~= "string" then
      strict.fail("a table for JSON is a list without holes, or has texts " ..
        "as keys; it has the %s %s", type(key), tostring(key))
    end
  end
end

local scalar = {
  boolean = tostring,
  number = function(value)
    return math.type(value) == "integer" and tostring(value) or
      raw.number(value)
  end,
  string = function(value)
    if not utf8.len(value) then
      strict.fail("a text that is not UTF-8 has no place in JSON")
    end
    return raw.quote(value)
  end,
  userdata = function(value)
    if value == raw.null then return "null" end
    strict.fail("a userdata has no place in JSON")
  end,
}

local encode

-- The parts with commas between, on lines of their own when there is a margin.
local function join(parts, brackets, margin)
  local open, close = brackets:sub(1, 1), brackets:sub(2)
  if #parts == 0 then return brackets end
  if not margin then
    return open .. table.concat(parts, ",") .. close
  end
  return open .. "\n" .. margin .. "  " ..
    table.concat(parts, ",\n" .. margin .. "  ") .. "\n" .. margin .. close
end

local function encode_table(t, margin, depth)
  if depth > deepest then
    strict.fail("a table for JSON is nested deeper than %d levels, or in " ..
      "itself", deepest)
  end
  local as_list, inner, parts = is_list(t), margin and margin .. "  ", {}
  check_keys(t, as_list)
  for i, key in ipairs(as_list and t or strict.keys(t)) do
    if as_list then
      parts[i] = encode(t[i], inner, depth + 1)
    else
      parts[i] = scalar.string(key) .. (margin and ": " or ":") ..
        encode(t[key], inner, depth + 1)
    end
  end
  return join(parts, as_list and "[]" or "{}", margin)
end

function encode(value, margin, depth)
  if type(value) == "table" then return encode_table(value, margin, depth) end
  local make = scalar[type(value)]
  if not make then
    strict.fail("a %s has no place in JSON", type(value))
  end
  return make(value)
end

-- Keys are sorted, so that the same value always has the same text.
function json.encode(value, given)
  local o = strict.options("virt.json.encode", given, { pretty = "boolean" })
  return encode(value, o.pretty and "" or nil, 1)
end

function json.decode(text)
  if type(text) ~= "string" then
    strict.fail("virt.json.decode wants a text, not a %s", type(text))
  end
  return raw.decode(text)
end

return json
