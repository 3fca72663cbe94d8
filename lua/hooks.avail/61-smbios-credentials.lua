-- SPDX-License-Identifier: GPL-3.0-or-later
-- systemd in the guest reads its credentials from SMBIOS: the host name, the
-- time zone. They are in the domain's XML: no place for secrets.
virt.hook {
  name = "smbios-credentials",
  desc = "host name and time zone for systemd in the guest",
  params = { timezone = { "string", desc = "Europe/Berlin" } },

  mutate = function(c, p)
    local prefix = "io.systemd.credential:"
    c.xml:set("os/smbios/@mode", "sysinfo")
    local sysinfo = c.xml:find "sysinfo[@type='smbios']" or
      c.xml:add { "sysinfo", type = "smbios" }
    sysinfo:remove("oemStrings/entry[starts-with(., $prefix)]",
      { prefix = prefix })
    local strings = sysinfo:find "oemStrings" or sysinfo:add { "oemStrings" }
    strings:add { "entry", prefix .. "system.hostname=" .. c.name }
    if p.timezone then
      strings:add { "entry", prefix .. "firstboot.timezone=" .. p.timezone }
    end
  end,
}
