-- SPDX-License-Identifier: GPL-3.0-or-later
-- What virt.column, virt.command and virt.method have in common: a table with
-- a name, in a file, once.
local _, use = ...
local now, strict = use "now", use "strict"

local declare = {}

-- The one of that name in a list, or nil.
function declare.find(list, name)
  for _, one in ipairs(list) do
    if one.name == name then return one end
  end
end

local function check_name(kind, name, rules)
  local other = declare.find(rules.list, name)
  if type(name) ~= "string" or not name:find "^%a[%w_-]*$" then
    strict.fail("a %s's name begins with a letter and has letters, digits, " ..
      "- and _, not '%s'", kind, tostring(name))
  elseif rules.is_own(name) then
    strict.fail("%s '%s' is the program's own%s", kind, name,
      rules.instead or "")
  elseif other then
    strict.fail("there is a %s '%s' already, in %s", kind, name, other.file)
  end
end

-- A copy of the definition, with its file, and "column 'x'" for messages.
-- rules: the list that it comes into, the types of its fields, those that it
-- needs, is_own(name): whether the program has it itself; and what to do then.
function declare.copy(kind, def, rules)
  if type(def) ~= "table" then
    strict.fail("virt.%s takes a table: virt.%s { name = \"...\", ... }", kind,
      kind)
  elseif not now.file then
    strict.fail("virt.%s belongs to the file, not into a function", kind)
  end
  check_name(kind, def.name, rules)
  local what = ("%s '%s'"):format(kind, def.name)
  strict.fields(what, def, rules.fields)
  for _, key in ipairs(rules.needs) do
    if not def[key] then strict.fail("%s needs a '%s'", what, key) end
  end
  local copy = { file = now.file }
  for key, value in pairs(def) do copy[key] = value end
  return copy, what
end

return declare
