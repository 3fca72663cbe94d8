-- SPDX-License-Identifier: GPL-3.0-or-later
-- Commands of the shell in Lua: virt.command. Rows for the shell's help and
-- completion are made from what they declare; their words arrive as values of
-- the declared types.
local core, use = ...
local declare, param, strict = use "declare", use "param", use "strict"

local command = { list = {} }

local fields = {
  args = "table", desc = "string", example = "string", help = "string",
  name = "string", run = "function", timeout = "number",
}

local arg_fields = {
  complete = "function", default = "any", desc = "string", flag = "boolean",
  max = "number", min = "number", name = "string", pattern = "string",
  required = "boolean", rest = "boolean", type = "string", values = "table",
}

-- ---- objects of libvirt's

-- How each is found by what was typed, and all that there are.
local objects = {}

function objects.domain(conn, word)
  return conn:domain(word)
end

function objects.pool(conn, word)
  return conn:pool(word)
end

function objects.network(conn, word)
  return conn:network(word)
end

-- A path, or POOL/NAME.
function objects.volume(conn, word)
  local pool, name = word:match "^([^/]+)/(.+)$"
  if not pool then return conn:volume(word) end
  local found, why = conn:pool(pool)
  if not found then return nil, why end
  return found:volume(name)
end

local lists = { domain = "domains", network = "networks", pool = "pools" }

local function near(conn, kind, word)
  local names = {}
  if not lists[kind] then return "" end
  for _, object in ipairs(conn[lists[kind]](conn)) do
    names[object.name] = true
  end
  return strict.hint(word, names)
end

-- ---- declaring

local types = {
  bool = true, duration = true, enum = true, file = true, integer = true,
  size = true, string = true,
}
for kind in pairs(objects) do types[kind] = true end

local function check_values(what, arg)
  if arg.type == "enum" and not arg.values then
    strict.fail("%s: an enum has values", what)
  end
  for _, word in ipairs(arg.values or {}) do
    if type(word) ~= "string" or not word:find "^[^%s|]+$" then
      strict.fail("%s: values are words, not '%s'", what, tostring(word))
    end
  end
end

-- The place that a word without an option has is fixed by those before it.
local function check_place(what, arg, before)
  if arg.type == "bool" and not arg.flag then
    strict.fail("%s: a bool is a flag: flag = true", what)
  elseif arg.rest and arg.flag then
    strict.fail("%s: what takes the rest is no flag", what)
  elseif not arg.flag and before and before.rest then
    strict.fail("%s: nothing can come after the rest", what)
  elseif not arg.flag and arg.required and before and not before.required then
    strict.fail("%s: what is required comes before what is not", what)
  end
end

local function spec_of(arg)
  return {
    arg.type == "file" and "path" or arg.type, max = arg.max, min = arg.min,
    pattern = arg.pattern, values = arg.values,
  }
end

local function take_arg(owner, given, i)
  local what = ("argument %d of command '%s'"):format(i, owner)
  if type(given) ~= "table" then
    strict.fail("%s is a table, not a %s", what, type(given))
  end
  strict.fields(what, given, arg_fields)
  local arg = {}
  for key, value in pairs(given) do arg[key] = value end
  arg.type = arg.type or "string"
  if not arg.name or not arg.name:find "^%a[%w-]*$" or arg.name == "help" then
    strict.fail("%s: its name has letters, digits and -, and is not 'help'",
      what)
  elseif not types[arg.type] then
    strict.fail("%s: type '%s' is not one of %s%s", what, arg.type,
      table.concat(strict.keys(types), ", "), strict.hint(arg.type, types))
  end
  check_values(what, arg)
  arg.key = arg.name:gsub("-", "_")
  if not objects[arg.type] then arg.spec = spec_of(arg) end
  if arg.default ~= nil and arg.spec then
    local value, why = param.value(arg.spec, arg.default)
    if value == nil then strict.fail("%s: default: %s", what, why) end
    arg.default = value
  end
  return arg
end

local function take_args(copy)
  local before, seen = nil, {}
  for i, given in ipairs(copy.args or {}) do
    local arg = take_arg(copy.name, given, i)
    if seen[arg.key] then
      strict.fail("command '%s' has two arguments '%s'", copy.name, arg.name)
    end
    check_place(("argument '%s' of command '%s'"):format(arg.name, copy.name),
      arg, before)
    if not arg.flag then before = arg end
    seen[arg.key], copy.list[i] = arg, arg
  end
  if #copy.list ~= #(copy.args or {}) then
    strict.fail("command '%s': args is a list without holes", copy.name)
  end
end

-- virt.command
function command.declare(def)
  local copy = declare.copy("command", def, {
    list = command.list, fields = fields, needs = { "desc", "run" },
    is_own = core.is_command, instead = "; an alias can replace it",
  })
  copy.list = {}
  take_args(copy)
  command.list[#command.list + 1] = copy
end

-- ---- for the shell

local function needs_connection(c)
  for _, arg in ipairs(c.list) do
    if objects[arg.type] then return true end
  end
  return core.parameters(c.run) > 1
end

local nouns = {
  domain = "domain name or uuid", duration = "a number and s, m, h or d",
  file = "file", integer = "number", network = "network", pool = "storage pool",
  size = "size, as 10G", volume = "path of a volume, or POOL/NAME",
}

local function help_of(arg)
  local text = arg.desc or nouns[arg.type] or ""
  if arg.default ~= nil then
    text = ("%s%s(default: %s)"):format(text, text ~= "" and " " or "",
      param.show(arg.spec or { "string" }, arg.default))
  end
  return text
end

local function row_of(arg)
  return {
    name = arg.name, help = help_of(arg), flag = arg.flag or false,
    type = arg.type, required = arg.required or false,
    rest = arg.rest or false, values = table.concat(arg.values or {}, " "),
    scripted = arg.complete ~= nil,
  }
end

-- The rows of all commands.
function command.rows()
  local rows = {}
  for i, c in ipairs(command.list) do
    local row = {
      name = c.name, help = c.desc, desc = c.help or c.desc .. ".",
      example = c.example or "", file = c.file, args = {},
      connects = needs_connection(c),
    }
    for n, arg in ipairs(c.list) do row.args[n] = row_of(arg) end
    rows[i] = row
  end
  return rows
end

-- ---- running

local function plain(arg, word)
  local value, why = param.value(arg.spec, word)
  if value == nil then strict.fail("%s: %s", arg.name, why) end
  return value
end

local function object(arg, word, conn)
  local found, why = objects[arg.type](conn, word)
  if not found then
    strict.fail("%s: %s%s", arg.name, why, near(conn, arg.type, word))
  end
  return found
end

-- What was typed, or the default, as a value.
local function value(arg, typed, make, conn)
  if arg.type == "bool" then
    return typed or arg.default or false
  elseif arg.rest then
    local list = {}
    for i, word in ipairs(typed or {}) do list[i] = make(arg, word, conn) end
    return list
  elseif typed == nil then
    typed = arg.default
  end
  return typed ~= nil and make(arg, typed, conn) or typed
end

-- Of plain ones alone, or of libvirt's objects.
local function values(c, words, args, conn)
  for _, arg in ipairs(c.list) do
    local is_object = objects[arg.type] ~= nil
    if is_object == (conn ~= nil) then
      args[arg.key] = value(arg, words[arg.name], is_object and object or plain,
        conn)
    end
  end
end

local function status(c, said)
  if said == nil or said == true then return 0 end
  if said == false then return 1 end
  if math.type(said) == "integer" and said >= 0 and said < 256 then
    return said
  end
  strict.fail("%s: 'run' answers an exit status from 0 to 255, or nothing, " ..
    "not '%s'", c.name, tostring(said))
end

local function failed(c, kind, err, cut)
  return nil, cut == "interrupted" and cut or kind,
    ("%s: %s"):format(c.name, strict.text(err))
end

-- Answers the exit status; or nil, the kind of failure and its text.
function command.run(name, words, conn)
  local c = declare.find(command.list, name)
  if not c then return nil, "failed", name .. ": this command is no more" end
  local args = {}
  local ok, said, cut = core.guard("pure", values, c, words, args)
  if not ok then return failed(c, "usage", said, cut) end
  if conn then
    ok, said, cut = core.guard("effect", values, c, words, args, conn)
    if not ok then return failed(c, "failed", said, cut) end
  end
  ok, said, cut = core.guard(c.timeout or "endless", c.run, args, conn)
  if not ok then return failed(c, "failed", said, cut) end
  ok, said = core.guard("pure", status, c, said)
  if not ok then return nil, "failed", strict.text(said) end
  return said
end

-- ---- completion

-- What the argument's own function offers for a word; args are the words
-- before it. Answers a list of texts; an empty one when anything is wrong.
function command.complete(name, argument, word, args)
  local c, list = declare.find(command.list, name), {}
  for _, arg in ipairs(c and c.list or {}) do
    if arg.name == argument and arg.complete then
      local ok, said = core.guard(0.2, arg.complete, word, args)
      if not ok or type(said) ~= "table" then return list end
      for i = 1, rawlen(said) do
        local text = rawget(said, i)
        if type(text) == "string" then list[#list + 1] = text end
      end
    end
  end
  return list
end

return command
