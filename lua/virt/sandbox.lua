-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a script sees. Each file has an environment of its own: what it sets
-- stays in the file, and reading what nobody has set is an error. Left out is
-- what loads code, reaches other files, or stops the collector.
local core, use = ...
local strict = use "strict"

local safe = core.safe
local globals = {
  _VERSION = _VERSION,
  assert = assert, error = error, getmetatable = getmetatable,
  ipairs = ipairs, next = next, pairs = pairs, pcall = safe.pcall,
  print = safe.print, rawequal = rawequal, rawget = rawget, rawlen = rawlen,
  rawset = safe.rawset, select = select, setmetatable = safe.setmetatable,
  tonumber = tonumber, tostring = tostring, type = type, xpcall = safe.xpcall,
  virt = use "virt",
  os = strict.lock({
    clock = os.clock, date = os.date, getenv = os.getenv, time = os.time,
  }, "os"),
}

for name, library in pairs {
  coroutine = coroutine, math = math, string = string, table = table,
  utf8 = utf8,
} do
  globals[name] = strict.lock(library, name)
end

local meta = {
  __metatable = false,
  __index = function(_, key)
    local value = globals[key]
    if value == nil then
      strict.fail("undefined variable '%s'", tostring(key))
    end
    return value
  end,
}

return {
  environment = function() return setmetatable({}, meta) end,
}
