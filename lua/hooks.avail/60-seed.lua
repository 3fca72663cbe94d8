-- SPDX-License-Identifier: GPL-3.0-or-later
-- A CD-ROM for cloud-init (NoCloud) with the host name and an SSH key.
local function yaml(text)
  return '"' .. text:gsub('[\\"]', "\\%0"):gsub("%c", " ") .. '"'
end

virt.hook {
  name = "seed",
  desc = "a cloud-init seed on a CD-ROM",
  needs = "xorriso",
  params = {
    dir = { "path", default = "/var/lib/libvirt/images",
      desc = "where the image goes" },
    key = { "string", desc = "public SSH key of the first user" },
    target = { "string", default = "sdz" },
  },

  mutate = function(c, p)
    c.data.seed = ("%s/%s-seed.iso"):format(p.dir, c.name)
    c.xml:remove("devices/disk[@device='cdrom'][target/@dev=$dev]",
      { dev = p.target })
    c.xml:find "devices":add {
      "disk", type = "file", device = "cdrom",
      { "driver", name = "qemu", type = "raw" },
      { "source", file = c.data.seed },
      { "target", dev = p.target, bus = "sata" },
      { "readonly" },
    }
  end,

  check = function(c)
    if virt.file.exists(c.data.seed) then
      c:problem("%s exists", c.data.seed)
    end
  end,

  copied = function(c, p)
    local iso = c.data.seed
    local files = {
      ["meta-data"] = ("instance-id: %s\nlocal-hostname: %s\n"):format(
        c.xml:get "uuid", yaml(c.name)),
      ["user-data"] = ("#cloud-config\nhostname: %s\n"):format(yaml(c.name)),
    }
    if p.key then
      files["user-data"] = files["user-data"] ..
        ("ssh_authorized_keys: [%s]\n"):format(yaml(p.key))
    end
    -- What a step that was cut takes back must be its own.
    if virt.file.exists(iso) then error(iso .. " exists") end
    c:step("write " .. iso, function() virt.seed_iso(iso, files) end,
      function() virt.file.remove(iso) end)
  end,
}
