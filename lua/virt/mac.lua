-- SPDX-License-Identifier: GPL-3.0-or-later
-- virt.mac
local core, use = ...
local strict = use "strict"

local mac = {}

-- "52-54-00-A-B-C" as "52:54:00:0a:0b:0c", or nil and why not.
function mac.parse(text)
  local bytes = {}
  if type(text) ~= "string" then return nil, "it is not a string" end
  for digits in (text:gsub("-", ":") .. ":"):gmatch "([^:]*):" do
    if not digits:find "^%x%x?$" then
      return nil, ("'%s' is not a MAC address"):format(text)
    end
    bytes[#bytes + 1] = ("%02x"):format(tonumber(digits, 16))
  end
  if #bytes ~= 6 then
    return nil, ("'%s' is not a MAC address"):format(text)
  end
  return table.concat(bytes, ":")
end

local function prefix(oui)
  local whole = type(oui) == "string" and mac.parse(oui .. ":0:0:0")
  if not whole then
    strict.fail("'%s' is not an OUI; write it as 52:54:00", tostring(oui))
  end
  if tonumber(whole:sub(1, 2), 16) & 1 == 1 then
    strict.fail("OUI %s is for groups of receivers, not for a card", oui)
  end
  return whole:sub(1, 8)
end

local function complete(oui, number)
  return ("%s:%02x:%02x:%02x"):format(oui, number >> 16 & 255,
    number >> 8 & 255, number & 255)
end

-- FNV-1a over the seeds, folded to three bytes: the same seeds always give
-- the same address.
function mac.hash(oui, ...)
  local sum, seeds = 0xcbf29ce484222325, table.pack(...)
  if seeds.n == 0 then strict.fail("virt.mac.hash wants something to hash") end
  for i = 1, seeds.n do
    local seed = seeds[i]
    if type(seed) == "number" then seed = math.tointeger(seed) end
    if type(seed) ~= "string" and math.type(seed) ~= "integer" then
      strict.fail("virt.mac.hash: a seed is a string or an integer, not a %s",
        type(seeds[i]))
    end
    for _, byte in ipairs { (tostring(seed) .. "\0"):byte(1, -1) } do
      sum = (sum ~ byte) * 0x100000001b3
    end
  end
  return complete(prefix(oui), sum ~ sum >> 24 ~ sum >> 48)
end

function mac.random(oui)
  return complete(prefix(oui or "52:54:00"), core.sys.random())
end

-- The name of the domain that has it, or nil.
function mac.owner(text)
  local address, why = mac.parse(text)
  if not address then strict.fail("%s", why) end
  return core.clone.mac_owner(address)
end

return mac
