-- SPDX-License-Identifier: GPL-3.0-or-later
-- Columns for `list`: virt.column.
local core, use = ...
local declare, strict = use "declare", use "strict"

local column = { list = {} }

local fields = {
  align = "string", get = "function", name = "string", title = "string",
  width = "number",
}

local function is_own(name)
  for word in core.own_columns():gmatch "%S+" do
    if word == name then return true end
  end
  return false
end

-- virt.column
function column.declare(def)
  local copy, what = declare.copy("column", def, {
    list = column.list, fields = fields, needs = { "get" }, is_own = is_own,
  })
  if def.align and def.align ~= "left" and def.align ~= "right" then
    strict.fail("%s: 'align' is \"left\" or \"right\"", what)
  elseif def.width and not (math.tointeger(def.width) and def.width > 0) then
    strict.fail("%s: 'width' is a whole number above 0", what)
  end
  copy.title = copy.title or copy.name:gsub("^%l", string.upper)
  column.list[#column.list + 1] = copy
end

-- ---- for `list`

-- Three texts a column: name, title, alignment.
function column.rows()
  local rows = {}
  for _, c in ipairs(column.list) do
    table.move({ c.name, c.title, c.align or "left" }, 1, 3, #rows + 1, rows)
  end
  return rows
end

local function cut(text, width)
  local n = width and utf8.len(text)
  if not n or n <= width then return text end
  return text:sub(1, utf8.offset(text, width) - 1) .. "~"
end

local function text_of(c, domain, whole)
  local value = c.get(domain)
  local kind = math.type(value) or type(value)
  if kind == "nil" then return "", false end
  if kind == "boolean" then return value and "yes" or "no", false end
  if kind == "float" and math.tointeger(value) then
    value, kind = math.tointeger(value), "integer"
  end
  if kind ~= "string" and kind ~= "integer" and kind ~= "float" then
    strict.fail("'get' answers a text or a number, not a %s", kind)
  end
  local text = tostring(value)
  return whole and text or cut(text, c.width), kind == "integer"
end

local function cell(...)
  return { text_of(...) }
end

-- whole: not cut to its width. Answers the text and whether it is a number; or
-- nil, the kind of failure and its text.
function column.cell(name, domain, whole)
  local c = declare.find(column.list, name)
  if not c then return nil, "failed", "this column is no more" end
  local ok, said, cut_off = core.guard("pure", cell, c, domain, whole)
  if ok then return said[1], said[2] end
  return nil, cut_off == "interrupted" and cut_off or "failed",
    strict.placed(c.file, strict.text(said))
end

return column
