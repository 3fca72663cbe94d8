-- SPDX-License-Identifier: GPL-3.0-or-later
-- libvirt's objects: what their C part does not do itself.
local core, use = ...
local settings, strict, text = use "settings", use "strict", use "text"

local conn = core.classes["virt.Conn"].methods
local domain = core.classes["virt.Domain"].methods
local pool = core.classes["virt.Pool"]
local volume = core.classes["virt.Volume"]
local network = core.classes["virt.Network"]

-- ---- connections

conn.domain, conn.volume = core.domain.domain, core.storage.volume
conn.network, conn.pool = core.network.network, core.storage.pool

local filters = { state = "string", name = "string", persistent = "boolean" }

function conn.domains(self, given)
  local o = strict.options("conn:domains", given, filters)
  local found = {}
  for _, d in ipairs(core.domain.domains(self)) do
    if (not o.state or d.state == o.state) and
      (not o.name or text.glob(o.name, d.name)) and
      (o.persistent == nil or d.persistent == o.persistent) then
      found[#found + 1] = d
    end
  end
  return found
end

local function by_name(list)
  table.sort(list, function(a, b) return a.name < b.name end)
  return list
end

function conn.pools(self)
  return by_name(core.storage.pools(self))
end

function conn.networks(self)
  local list = {}
  for _, name in ipairs(core.network.networks(self)) do
    list[#list + 1] = core.network.network(self, name)
  end
  return list
end

-- ---- domains

-- From the whole XML: libvirt's own call strips the prefixes.
function domain.metadata(self, uri)
  return self:xml():find("metadata/*[namespace-uri()=$uri]", { uri = uri })
end

-- Whether it came to that state in time.
function domain.wait(self, state, timeout)
  local patience = core.sys.now() + (timeout or 60) * 1000
  while self.state ~= state do
    if core.sys.now() >= patience then return false end
    core.domain.pause(200)
  end
  return true
end

-- Ask it to; with force end it when it has not obeyed in time.
function domain.shutdown(self, given)
  local o = strict.options("domain:shutdown", given,
    { timeout = "number", force = "boolean" })
  core.domain.halt(self, false)
  if o.timeout and not self:wait("shutoff", o.timeout) then
    if not o.force then
      strict.fail("'%s' does not shut down within %d seconds", self.name,
        o.timeout)
    end
    core.domain.halt(self, true)
  end
end

local function escape(value)
  return (value:gsub("[&<>]", { ["&"] = "&amp;", ["<"] = "&lt;",
    [">"] = "&gt;" }))
end

function domain.snapshot(self, given)
  local o = strict.options("domain:snapshot", given,
    { name = "string", desc = "string", disk_only = "boolean" })
  if not o.name then strict.fail("domain:snapshot wants a name") end
  core.domain.snapshot(self,
    ("<domainsnapshot><name>%s</name><description>%s</description>" ..
      "</domainsnapshot>"):format(escape(o.name), escape(o.desc or "")),
    o.disk_only or false)
end

function domain.set_metadata(self, uri, prefix, spec)
  if spec == nil then return core.domain.set_metadata(self, uri, prefix) end
  if type(spec) == "table" then
    local box = core.node.parse("<x/>")
    spec = box:add(spec):serialize()
  end
  core.domain.set_metadata(self, uri, prefix, tostring(spec))
end

-- ---- storage

function pool.fields.type(self) return self:xml():get "@type" end
function pool.fields.path(self) return self:xml():get "target/path" end

-- Less what the clones of this call are about to take, as chosen now.
function pool.fields.free(self)
  local free = self.available
  for c in pairs(settings.clones()) do
    free = free - core.clone.takes(c, self.name)
  end
  return free > 0 and free or 0
end

function volume.fields.format(self)
  return self:xml():get("target/format/@type", "raw")
end

function volume.methods.resize(self, size)
  core.storage.resize(self, text.bytes(size))
end

-- ---- networks

function network.fields.bridge(self) return self:xml():get "bridge/@name" end

function network.methods.dhcp_hosts(self)
  local list = {}
  for host in self:xml():each "ip/dhcp/host" do
    list[#list + 1] = {
      mac = host:get "@mac", ip = host:get "@ip", name = host:get "@name",
    }
  end
  return list
end

local function host_xml(what, host)
  if type(host) ~= "table" or not (host.mac and host.ip) then
    strict.fail("%s wants { mac = ..., ip = ..., name = ... }", what)
  end
  strict.options(what, host, { mac = "string", ip = "string", name = "string" })
  local node = core.node.parse("<host/>")
  for _, key in ipairs { "mac", "name", "ip" } do
    if host[key] then node:set("@" .. key, host[key]) end
  end
  return node:serialize()
end

function network.methods.add_dhcp_host(self, host)
  core.network.host(self, host_xml("network:add_dhcp_host", host), true)
end

-- False when there is none, so that an undo need not look.
function network.methods.remove_dhcp_host(self, host)
  local xml = host_xml("network:remove_dhcp_host", host)
  core.clone.effects "network:remove_dhcp_host"
  for _, other in ipairs(self:dhcp_hosts()) do
    if other.mac == host.mac and other.ip == host.ip then
      core.network.host(self, xml, false)
      return true
    end
  end
  return false
end
