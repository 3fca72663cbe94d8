-- SPDX-License-Identifier: GPL-3.0-or-later
-- Errors with the script's place, and tables whose mistakes are errors.
local core = ...
local strict = {}

-- Format; a text without arguments is taken as it is.
function strict.format(fmt, ...)
  if select("#", ...) == 0 then return tostring(fmt) end
  local ok, text = pcall(string.format, fmt, ...)
  if not ok then core.fail(text) end
  return text
end

function strict.fail(fmt, ...)
  core.fail(strict.format(fmt, ...))
end

-- What was raised, as text.
function strict.text(err)
  if type(err) == "string" then return err end
  if type(err) == "table" and rawget(err, "text") then
    return tostring(rawget(err, "text"))
  end
  return ("the error is a %s value"):format(type(err))
end

-- A message without a place (the call was the function's last, so that its
-- line is not known any more) gets the file at least.
function strict.placed(file, text)
  if text:find "^[^\n]-:%d+: " or text:find("^not enough memory") then
    return text
  end
  return file .. ": " .. text
end

-- The keys of a table in order, so that the first mistake is always the same.
function strict.keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  return keys
end

-- " (did you mean 'x'?)" or ""
function strict.hint(key, keys)
  local near = core.closest(key, keys)
  return near and (" (did you mean '%s'?)"):format(near) or ""
end

-- A read-only view of t. With `strange`, reading an unknown field is an error.
function strict.lock(t, noun, strange)
  return setmetatable({}, {
    __metatable = false,
    __len = function() return #t end,
    -- The table itself is not given away.
    __pairs = function(self)
      return function(_, key)
        local k, value = next(t, key)
        return k, value
      end, self
    end,
    __newindex = function(_, key)
      strict.fail("%s is read-only: '%s' cannot be set", noun, tostring(key))
    end,
    __index = not strange and t or function(_, key)
      local value = t[key]
      if value == nil then
        strict.fail("%s has no '%s'%s", noun, tostring(key),
          strict.hint(key, t))
      end
      return value
    end,
  })
end

-- Check a declaration: each key is known and its value of that type, "any" of
-- all. The first mistake is always the same.
function strict.fields(what, given, types)
  for _, key in ipairs(strict.keys(given)) do
    local want, hint = types[key], strict.hint(key, types)
    if not want then
      strict.fail("%s has no '%s'%s", what, tostring(key), hint ~= "" and hint
        or "; it has " .. table.concat(strict.keys(types), ", "))
    elseif want ~= "any" and type(given[key]) ~= want then
      strict.fail("%s: '%s' is a %s, not a %s", what, key, want,
        type(given[key]))
    end
  end
end

-- Check an options table: each key is known and its value of that type.
function strict.options(what, given, types)
  if given == nil then return {} end
  if type(given) ~= "table" then
    strict.fail("the options of %s are a table, not a %s", what, type(given))
  end
  for key, value in pairs(given) do
    local want = types[key]
    if not want then
      strict.fail("%s has no option '%s'%s", what, tostring(key),
        strict.hint(key, types))
    elseif math.type(value) ~= want and type(value) ~= want then
      strict.fail("option '%s' of %s is a %s, not a %s", key, what, want,
        type(value))
    end
  end
  return given
end

return strict
