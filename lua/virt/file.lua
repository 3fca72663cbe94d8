-- SPDX-License-Identifier: GPL-3.0-or-later
-- virt.file
local core, use = ...
local strict = use "strict"

local sys, file = core.sys, {}

-- The text, or nil and why there is none.
function file.read(path)
  core.clone.outside "virt.file.read"
  return sys.read(path)
end

function file.exists(path)
  core.clone.outside "virt.file.exists"
  return sys.exists(path)
end

-- A file that is not there has no text yet; one that cannot be read is an
-- error.
local function text_of(path)
  local text, why = sys.read(path)
  if not text and sys.exists(path) then strict.fail(why) end
  return text or ""
end

function file.lines(path)
  core.clone.outside "virt.file.lines"
  local text = text_of(path)
  if text ~= "" and text:sub(-1) ~= "\n" then text = text .. "\n" end
  return text:gmatch "([^\n]*)\n"
end

function file.write(path, text, mode)
  core.clone.effects "virt.file.write"
  sys.write(path, text, mode)
end

function file.remove(path)
  core.clone.effects "virt.file.remove"
  return sys.remove(path)
end

function file.update(path, change)
  core.clone.effects "virt.file.update"
  if type(change) ~= "function" then
    strict.fail("virt.file.update wants a function: old text to new text")
  end
  local _ <close> = sys.lock(path)
  local new = change(text_of(path))
  if new == nil then return false end
  if type(new) ~= "string" then
    strict.fail("the new text of %s is a %s", path, type(new))
  end
  sys.write(path, new)
  return true
end

return file
