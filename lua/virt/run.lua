-- SPDX-License-Identifier: GPL-3.0-or-later
-- virt.run and virt.query: programs, without a shell.
local core, use = ...
local strict = use "strict"

local run = {}

local options = {
  check = "boolean", cwd = "string", env = "table", stdin = "string",
  timeout = "number",
}

-- A checked copy of an argument list.
function run.words(what, argv)
  local words = {}
  if type(argv) ~= "table" or #argv == 0 then
    strict.fail("%s wants a list of words: { \"program\", \"argument\" }",
      what)
  end
  for i, word in ipairs(argv) do
    if math.type(word) == "float" and math.tointeger(word) then
      word = math.tointeger(word)
    end
    if type(word) ~= "string" and math.type(word) ~= "integer" then
      strict.fail("%s: word %d is a %s, not a string or an integer", what, i,
        type(word))
    end
    words[i] = tostring(word)
  end
  if #words ~= #argv then strict.fail("%s: the list has a hole", what) end
  return words
end

local function environment(env)
  local list = {}
  for name, value in pairs(env) do
    if type(name) ~= "string" or name:find "=" then
      strict.fail("'%s' is not the name of a variable", tostring(name))
    end
    list[#list + 1] = name .. "=" .. tostring(value)
  end
  table.sort(list)
  return list
end

local function complain(words, result)
  local text = result.err:gsub("%s+$", "")
  strict.fail("'%s' failed with status %d%s%s", words[1], result.code,
    text ~= "" and ": " or "", text)
end

local function start(what, argv, given, check)
  local words = run.words(what, argv)
  local o = strict.options(what, given, options)
  if o.check ~= nil then check = o.check end
  local result, why = core.sys.run(words, o.stdin,
    o.timeout and math.ceil(o.timeout), o.cwd, o.env and environment(o.env))
  if not result then
    if check then strict.fail(why) end
    return { ok = false, code = 127, out = "", err = why }
  end
  if check and not result.ok then complain(words, result) end
  return result
end

function run.run(argv, given)
  core.clone.effects "virt.run"
  return start("virt.run", argv, given, true)
end

function run.query(argv, given)
  core.clone.outside "virt.query"
  return start("virt.query", argv, given, false)
end

return run
