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

-- Whether more lines could make it whole.
function eval.open(text)
  if core.load("return " .. text, "=lua", globals) then return false end
  local chunk, why = core.load(text, "=lua", globals)
  return not chunk and why:sub(-5) == "<eof>"
end

-- ---- completion

local keywords = {
  "and", "break", "do", "else", "elseif", "end", "false", "for", "function",
  "goto", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then",
  "true", "until", "while",
}

-- What is below a name, without calling anything of libvirt's.
local function members(value)
  local names, class = {}, core.class_of(value)
  if class and core.classes[class] then
    for name in pairs(core.classes[class].methods) do names[name] = "method" end
    for name in pairs(core.classes[class].fields) do names[name] = "field" end
  elseif type(value) == "string" then
    for name in pairs(string) do names[name] = "method" end
  elseif type(value) == "table" then
    for name, member in pairs(value) do
      if type(name) == "string" then
        names[name] = type(member) == "function" and "method" or "field"
      end
    end
  end
  return names
end

local function top()
  local names = {}
  for _, word in ipairs(keywords) do names[word] = "field" end
  for name in pairs(use("sandbox").globals) do names[name] = "field" end
  for name in pairs(globals) do names[name] = "field" end
  return names
end

local function follow(path)
  local value, first = globals, true
  for name in path:gmatch "[^.:]+" do
    if not first and type(value) ~= "table" then return nil end
    value, first = value[name], false
  end
  return value
end

-- "virt.js": what is below `virt` and begins so.
local function candidates(word)
  local path, sep, begin = word:match "^([%w_.:]*)([.:])([%w_]*)$"
  local list, names = {}, nil
  if path and path ~= "" then
    names = members(follow(path))
  elseif word:find "^[%a_][%w_]*$" or word == "" then
    path, sep, begin, names = "", "", word, top()
  end
  for _, name in ipairs(strict.keys(names or {})) do
    if name:sub(1, #begin) == begin and name:find "^[%a_][%w_]*$" and
      (sep ~= ":" or names[name] == "method") then
      list[#list + 1] = path .. sep .. name
    end
  end
  return list
end

-- Nothing when anything is wrong.
function eval.complete(word)
  local ok, list = core.guard(0.2, candidates, word)
  return ok and list or {}
end

return eval
