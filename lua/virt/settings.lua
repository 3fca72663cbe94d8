-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the parameters of hooks are set to. Later ones win: the default, the
-- configuration files from the weakest on, the source's metadata, --set.
local core, use = ...
local hook, metadata, param = use "hook", use "metadata", use "param"
local strict = use "strict"

local settings = {}

local files = {}  -- { shown =, from =, sections = { hook = { key = value } } }
local values = setmetatable({}, { __mode = "k" }) -- clone -> hook -> {...}

-- ---- declarations

-- Checked copies of the declarations of a hook.
function settings.params(name, given)
  local params = {}
  for _, key in ipairs(strict.keys(given or {})) do
    params[key] = param.declare(name, key, given[key])
  end
  return params
end

-- ---- configuration files

local function trim(word)
  return (word:gsub("^%s+", ""):gsub("%s+$", ""))
end

-- [hook] and key = value; `#` begins a comment. Answers nothing, or "failed"
-- and why.
function settings.conf(shown, text, from)
  local file, section = { shown = shown, from = from, sections = {} }, nil
  local n = 0
  for line in (text .. "\n"):gmatch "([^\n]*)\n" do
    n = n + 1
    line = trim(line:gsub("^%s*[#;].*", ""))
    local name = line:match "^%[%s*(.-)%s*%]$"
    local key, value = line:match "^([%w_-]+)%s*=%s*(.*)$"
    if name then
      section = file.sections[name] or {}
      file.sections[name] = section
    elseif key and section then
      section[key] = value
    elseif line ~= "" then
      return "failed", ("%s:%d: this is neither [hook] nor key = value"):format(
        shown, n)
    end
  end
  files[#files + 1] = file
end

-- ---- values

local function put(set, h, key, given, origin)
  local spec = h.params[key]
  if not spec then
    strict.fail("%s: hook '%s' has no parameter '%s'%s", origin, h.name, key,
      strict.hint(key, h.params))
  end
  local value, why = param.value(spec, given)
  if value == nil then
    strict.fail("%s: %s.%s: %s", origin, h.name, key, why)
  end
  set[key] = { value = value, origin = origin, secret = spec.secret,
    locked = set[key] and set[key].locked }
end

local function from_file(set, h, file)
  local section = file.sections[h.name] or {}
  for _, key in ipairs(strict.keys(section)) do
    local is_free = not (set[key] and set[key].locked)
    if key ~= "locked" and is_free then
      put(set, h, key, section[key], file.shown)
    end
  end
  if not (section.locked and file.from.system) then return end
  for key in section.locked:gmatch "[^,%s]+" do
    if not h.params[key] then
      strict.fail("%s: locked: hook '%s' has no parameter '%s'%s", file.shown,
        h.name, key, strict.hint(key, h.params))
    end
    set[key] = set[key] or { value = h.params[key].default, origin = "default" }
    set[key].locked = file.shown
  end
end

local function from_metadata(set, h, xml)
  for _, p in ipairs(metadata.params(xml, h)) do
    if not (set[p.key] and set[p.key].locked) then
      put(set, h, p.key, p.text, "metadata")
    end
  end
end

local function new(h)
  local set = {}
  for key, spec in pairs(h.params) do
    if spec.default ~= nil then
      set[key] = {
        value = spec.default, origin = "default", secret = spec.secret,
      }
    end
  end
  return set
end

-- "hook.key=value" or "key=value" as hook, key, value.
local function parse(c, given)
  local name, value = given:match "^([^=]+)=(.*)$"
  if not name then strict.fail("--set: '%s' is not KEY=VALUE", given) end
  local owners, keys = {}, {}
  for _, h in ipairs(hook.list) do
    local rest = h.name .. "."
    if not h.core and name:sub(1, #rest) == rest then
      return h, name:sub(#rest + 1), value
    end
    for key in pairs(h.params or {}) do
      keys[key] = true
      if key == name and core.clone.wanted(c, h.name) then
        owners[#owners + 1] = h
      end
    end
  end
  if #owners == 1 then return owners[1], name, value end
  if #owners > 1 then
    strict.fail("--set %s: several hooks have it; write %s.%s or %s.%s", name,
      owners[1].name, name, owners[2].name, name)
  end
  strict.fail("--set %s: no active hook has this parameter%s", name,
    strict.hint(name, keys))
end

local function from_user(c, all)
  for _, given in ipairs(core.clone.sets(c)) do
    local h, key, value = parse(c, given)
    local old = all[h][key]
    if old and old.locked then
      strict.fail("--set %s.%s: it is locked in %s", h.name, key, old.locked)
    end
    put(all[h], h, key, value, "--set")
  end
end

-- Its secrets are to be shown nowhere.
local function hide(c, set)
  for _, row in pairs(set) do
    if row.secret then core.clone.secret(c, param.text(row.value)) end
  end
end

local function read(c)
  local all = {}
  for _, h in ipairs(hook.list) do
    if not h.core then
      all[h] = new(h)
      for _, file in ipairs(files) do from_file(all[h], h, file) end
      from_metadata(all[h], h, c.source.xml)
    end
  end
  from_user(c, all)
  for _, set in pairs(all) do hide(c, set) end
  return all
end

-- The site's own choices for all clones: of `identity` and `seal`.
local function from_site(c)
  for _, file in ipairs(files) do
    local section = file.sections.clone or {}
    for _, key in ipairs(strict.keys(section)) do
      local why = "there is no such key; it is identity or seal"
      if key == "identity" or key == "seal" then
        why = core.clone.choose(c, key, section[key])
      end
      if why then strict.fail("%s: [clone] %s: %s", file.shown, key, why) end
    end
  end
end

-- What the user names must be there.
local function check_names(names, option)
  for _, name in ipairs(names) do
    local found, keys = false, {}
    for _, h in ipairs(hook.list) do
      keys[h.name] = true
      if use("text").glob(name, h.name) then
        found = true
        if h.mandatory and option == "--no-hook" and not name:find "[*?]" then
          strict.fail("--no-hook: hook '%s' is mandatory on this machine", name)
        end
      end
    end
    if not found then
      strict.fail("%s: there is no hook '%s'%s", option, name,
        strict.hint(name, keys))
    end
  end
end

local function begin(c)
  local skip, only = core.clone.skips(c)
  check_names(skip, "--no-hook")
  check_names(only, "--only-hook")
  from_site(c)
  values[c] = read(c)
end

-- A clone begins. Answers nothing, or the kind of failure and its text.
function settings.begin(c)
  local ok, err, cut = core.guard("pure", begin, c)
  if ok then return end
  if cut == "interrupted" then return cut, strict.text(err) end
  return "usage", strict.text(err)
end

-- The clones that there are, as keys.
function settings.clones()
  return values
end

-- ---- for the hooks

-- The parameters as a hook sees them.
function settings.of(c, h)
  return settings.reader(h, values[c] and values[c][h] or {})
end

function settings.reader(h, set)
  return setmetatable({}, {
    __metatable = false,
    __index = function(_, key)
      if not h.params[key] then
        strict.fail("hook '%s' declares no parameter '%s'%s", h.name,
          tostring(key), strict.hint(key, h.params))
      end
      return set[key] and set[key].value
    end,
    __newindex = function(_, key)
      strict.fail("parameters are read-only: '%s' cannot be set",
        tostring(key))
    end,
  })
end

-- What must be known: from the user, where one can be asked.
local function require_value(c, h, key)
  local spec = h.params[key]
  local about = spec.desc and " (" .. spec.desc .. ")" or ""
  local answer = core.clone.ask(c, ("%s.%s%s"):format(h.name, key, about),
    spec.secret or false)
  if not answer or answer == "" then
    strict.fail("hook '%s' needs --set %s.%s=...%s", h.name, h.name, key, about)
  end
  put(values[c][h], h, key, answer, "the answer")
  hide(c, values[c][h])
end

local function require_all(c, mine)
  for _, h in ipairs(hook.list) do
    for _, key in ipairs(mine[h] and strict.keys(h.params or {}) or {}) do
      if h.params[key].required and not values[c][h][key] then
        require_value(c, h, key)
      end
    end
  end
end

-- What the chosen hooks lack. Answers nothing, or the kind and the text.
function settings.check(c, mine)
  local ok, err, cut = core.guard(3600, require_all, c, mine)
  if ok then return end
  return cut == "interrupted" and cut or "usage", strict.text(err)
end

-- For `hook show`: what it is set to without a clone, and from where; with the
-- XML of a source: for its clones.
function settings.now(h, xml)
  local set = new(h)
  for _, file in ipairs(files) do from_file(set, h, file) end
  if xml then from_metadata(set, h, xml) end
  return set
end

-- Check what is to be written into metadata: lines "key=value" as a table.
function settings.for_metadata(h, lines)
  local set, params = settings.now(h), {}
  for _, line in ipairs(lines) do
    local key, value = line:match "^([^=]+)=(.*)$"
    if not key then strict.fail("--set: '%s' is not KEY=VALUE", line) end
    if key:sub(1, #h.name + 1) == h.name .. "." then
      key = key:sub(#h.name + 2)
    end
    if set[key] and set[key].locked then
      strict.fail("--set %s: it is locked in %s", key, set[key].locked)
    end
    put(set, h, key, value, "--set")
    if set[key].secret then
      strict.fail("--set %s: it is secret, and everybody can read metadata",
        key)
    end
    params[key] = value
  end
  return params
end

return settings
