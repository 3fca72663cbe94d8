-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sizes, templates, UUIDs, messages.
local core, use = ...
local strict = use "strict"

local text = {}

-- "10G" or an integer, in bytes.
function text.bytes(size)
  local number = type(size) == "number" and math.tointeger(size)
  if number and number >= 0 then return number end
  local bytes = type(size) == "string" and core.sys.size(size)
  if not bytes then
    strict.fail("'%s' is not a size; write 10G, 512MiB or bytes",
      tostring(size))
  end
  return bytes
end

function text.human(bytes)
  local number = math.tointeger(bytes)
  if not number or number < 0 then
    strict.fail("'%s' is not a number of bytes", tostring(bytes))
  end
  return core.sys.human(number)
end

-- "{name}-{target}" with the values of a table.
function text.tmpl(template, values)
  if type(template) ~= "string" or type(values) ~= "table" then
    strict.fail("virt.tmpl wants a template and a table of values")
  end
  return (template:gsub("{([%w_]+)}", function(name)
    local value = values[name]
    if value == nil then
      strict.fail("template '%s': there is no value for {%s}%s", template,
        name, strict.hint(name, values))
    end
    return tostring(value)
  end))
end

-- 64 hexadecimal digits.
function text.sha256(bytes)
  if type(bytes) ~= "string" then
    strict.fail("virt.sha256 wants a text, not a %s", type(bytes))
  end
  return core.sys.sha256(bytes)
end

function text.uuid()
  local a, b = core.sys.random(), core.sys.random()
  return ("%08x-%04x-4%03x-%04x-%012x"):format(a >> 32 & 0xffffffff,
    a >> 16 & 0xffff, a & 0xfff, b >> 48 & 0x3fff | 0x8000,
    b & 0xffffffffffff)
end

-- Whether a text matches a pattern with * (any) and ? (one character).
function text.glob(pattern, value)
  local lua = pattern:gsub("[^%w*?]", "%%%0"):gsub("%*", ".*"):gsub("%?", ".")
  return value:find("^" .. lua .. "$") ~= nil
end

local function say(prefix)
  return function(...) core.safe.print(prefix .. strict.format(...)) end
end

text.info, text.warn = say "", say "warning: "

-- Shown when VIRT_TWIN_DEBUG is set, and is not empty.
function text.debug(...)
  if (os.getenv "VIRT_TWIN_DEBUG" or "") ~= "" then say "debug: "(...) end
end

return text
