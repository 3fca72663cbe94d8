-- SPDX-License-Identifier: GPL-3.0-or-later
-- The command `lua`: expressions and files, with all of Lua's library. What it
-- sets stays for the next one.
local core, use = ...
local strict = use "strict"

local eval = {}

local globals = setmetatable({
  io = core.io, load = load, os = os, virt = use "virt",
}, { __index = use("sandbox").environment() })
globals._G = globals

-- As an expression, else as statements.
local function compile(text, name)
  local chunk = core.load("return " .. text, "=" .. name, globals)
  if chunk then return chunk end
  return core.load(text, "=" .. name, globals)
end

local function results(chunk, ...)
  local list, lines = table.pack(chunk(...)), {}
  for i = 1, list.n do lines[i] = tostring(list[i]) end
  return lines
end

-- Answers the results as texts; or nil, the kind of failure and its text.
function eval.run(text, name, conn, words)
  globals.conn = conn
  local chunk, why = compile(text, name)
  if not chunk then return nil, "failed", why end
  local ok, list, cut = core.guard("endless", results, chunk,
    table.unpack(words))
  if ok then return list end
  return nil, cut == "interrupted" and cut or "failed", strict.text(list)
end

return eval
