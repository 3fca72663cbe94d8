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
    if virt.file.exists(iso) then error(iso .. " exists") end
    c:step("write " .. iso, function()
      local words = {
        "xorriso", "-as", "genisoimage", "-quiet", "-output", iso, "-volid",
        "cidata", "-joliet", "-rock", "-graft-points",
      }
      for name, text in pairs(files) do
        virt.file.write(iso .. "." .. name, text, tonumber("600", 8))
        words[#words + 1] = ("%s=%s.%s"):format(name, iso, name)
      end
      local result = virt.run(words, { check = false })
      for name in pairs(files) do virt.file.remove(iso .. "." .. name) end
      if not result.ok then error("xorriso: " .. result.err) end
    end, function() virt.file.remove(iso) end)
  end,
}
