-- SPDX-License-Identifier: GPL-3.0-or-later
-- Names of clones follow the site's rules.
virt.hook {
  name = "name-policy",
  desc = "names follow the rules for host names",
  params = {
    pattern = { "string", default = "^[a-z][a-z0-9-]*[a-z0-9]$",
      desc = "Lua pattern of a whole name" },
    max = { "integer", default = 30, min = 1, max = 63,
      desc = "characters at most" },
    dns = { "bool", default = false,
      desc = "refuse names that resolve already" },
  },

  check = function(c, p)
    if not c.name:find(p.pattern) then
      c:problem("the name '%s' does not match %s", c.name, p.pattern)
    end
    if #c.name > p.max then
      c:problem("the name '%s' has %d characters, at most %d are allowed",
        c.name, #c.name, p.max)
    end
    if p.dns and virt.query { "getent", "hosts", c.name }.ok then
      c:problem("the host name '%s' is known already", c.name)
    end
  end,
}
