-- SPDX-License-Identifier: GPL-3.0-or-later
-- Files and volumes are named by a template.
virt.hook {
  name = "disk-names",
  desc = "images are named by a template",
  params = {
    template = { "string", default = "{name}_{target}.{format}",
      desc = "of name, source, target and format" },
  },

  place = function(c, p)
    for disk in c:copies() do
      disk.name = virt.tmpl(p.template, {
        name = c.name, source = c.source.name, target = disk.target,
        format = disk.format,
      })
    end
  end,
}
