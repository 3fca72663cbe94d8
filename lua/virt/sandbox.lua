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

local sandbox = { globals = globals }

local loading, modules = {}, {}

-- Modules are in lua/ beside the directory of the file that asks, or of a
-- weaker one. Each is loaded once a place.
local function load_module(name, from)
  if type(name) ~= "string" or not name:find "^[%w_][%w_.-]*$" then
    strict.fail("require wants the name of a module, not '%s'", tostring(name))
  end
  local text, shown = core.module(name:gsub("%.", "/"), from.place,
    from.given and from.path)
  if not text then
    strict.fail("there is no module '%s' in lua/ beside the hook directory",
      name)
  end
  local chunk, why = core.load(text, "@" .. shown, sandbox.environment(from))
  if not chunk then strict.fail("%s", why) end
  return chunk(name)
end

local function require_from(from)
  return function(name)
    local key = (from.given and from.path or from.place) .. ":" ..
      tostring(name)
    if loading[key] then
      strict.fail("module '%s' requires itself, over others perhaps", name)
    end
    if modules[key] == nil then
      loading[key] = true
      local ok, value = pcall(load_module, name, from)
      loading[key] = nil
      if not ok then error(value, 0) end
      modules[key] = value == nil or value
    end
    return modules[key]
  end
end

-- What the site has opened gets all of Lua's library, and modules in C. What it
-- loads sees what it sees.
local function open(own, environment)
  local ours, theirs = own.require, require
  own.io, own.os, own.collectgarbage = core.io, os, collectgarbage
  own.package = core.package
  own.load = function(chunk, name, mode, ...)
    return load(chunk, name, mode,
      select("#", ...) > 0 and (...) or environment)
  end
  own.require = function(name)
    local ok, value = pcall(ours, name)
    if ok then return value end
    if not tostring(value):find "there is no module" then error(value, 0) end
    return theirs(name)
  end
end

-- from: { place =, given =, open =, path = } of the file.
function sandbox.environment(from)
  local own = { require = require_from(from or { place = 0 }) }
  local environment = {}
  if from and from.open then open(own, environment) end
  return setmetatable(environment, {
    __metatable = false,
    __index = function(_, key)
      local value = own[key]
      if value == nil then value = globals[key] end
      if value == nil then
        strict.fail("undefined variable '%s'", tostring(key))
      end
      return value
    end,
  })
end

return sandbox
