-- SPDX-License-Identifier: GPL-3.0-or-later
-- The table `virt` of the scripts.
local core, use = ...
local run, strict, text = use "run", use "strict", use "text"

local version = {}
for number in core.version:gmatch "%d+" do
  version[#version + 1] = math.tointeger(tonumber(number))
end

local function library(t, name)
  return strict.lock(t, name, true)
end

return library({
  api = 4,
  bytes = text.bytes,
  column = function(def) use("column").declare(def) end,
  command = function(def) use("command").declare(def) end,
  debug = text.debug,
  file = library(use "file", "virt.file"),
  hook = function(def) use("hook").declare(def) end,
  human = text.human,
  info = text.info,
  json = library(use "json", "virt.json"),
  mac = library(use "mac", "virt.mac"),
  method = function(def) use("method").declare(def) end,
  on = function(...) use("observe").on(...) end,
  prompt = function(fn) use("observe").show(fn) end,
  query = run.query,
  run = run.run,
  seed_iso = use("seed").iso,
  sha256 = text.sha256,
  test = library({
    case = function(...) return use("test").case(...) end,
    clone = function(...) return use("test").clone(...) end,
    eq = function(...) return use("test").eq(...) end,
    match = function(...) return use("test").match(...) end,
  }, "virt.test"),
  shell = core.shell,
  tmpl = text.tmpl,
  uuid = text.uuid,
  version = strict.lock(version, "virt.version"),
  warn = text.warn,
  xml = library({ parse = core.node.parse }, "virt.xml"),
}, "virt")
