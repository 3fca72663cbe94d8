-- SPDX-License-Identifier: GPL-3.0-or-later
-- A CD-ROM for cloud-init (NoCloud) with the host name and an SSH key.
local function yaml(text)
  return '"' .. text:gsub('[\\"]', "\\%0"):gsub("%c", " ") .. '"'
end

-- The first name that no disk has: a high one takes many controllers.
local function free_target(c)
  for letter in ("abcdefghijklmnopqrstuvwxyz"):gmatch "." do
    local dev = "sd" .. letter
    if not c.xml:find("devices/disk[target/@dev=$dev]", { dev = dev }) then
      return dev
    end
  end
  c:deny "there is no free name for the seed's drive"
end

virt.hook {
  name = "seed",
  desc = "a cloud-init seed on a CD-ROM",
  needs = "xorriso",
  params = {
    dir = { "path", default = "/var/lib/libvirt/images",
      desc = "where the image goes" },
    key = { "string", desc = "public SSH key of the first user" },
    target = { "string", desc = "default: the first free one, as sdb" },
  },

  mutate = function(c, p)
    c.data.seed = ("%s/%s-seed.iso"):format(p.dir, c.name)
    c.xml:remove("devices/disk[source/@file=$file]", { file = c.data.seed })
    local target = p.target or free_target(c)
    c.xml:remove("devices/disk[@device='cdrom'][target/@dev=$dev]",
      { dev = target })
    c.xml:find "devices":add {
      "disk", type = "file", device = "cdrom",
      { "driver", name = "qemu", type = "raw" },
      { "source", file = c.data.seed },
      { "target", dev = target, bus = "sata" },
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
