#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# cloud-init's seed: each clone has one of its own.
. "${srcdir:-.}/tests/real/lib.sh"
need xorriso mcopy mformat
"${embed:-real_embed}"

# in_iso IMAGE FILE, in_fat IMAGE FILE: what it says.
in_iso() {
  xorriso -osirrox on -indev "$1" -concat append - "/$2" 2>/dev/null
}
in_fat() {
  mtype -i "$1" "::/$2"
}

# domain_with NAME LINES: a domain with one disk, a network card, and these
# lines among its devices, or with LINES2 before them.
domain_with() {
  path=$(disk "$1.qcow2" qcow2 1M)
  domain_xml "$1" "$path" qcow2 | sed "/<memballoon/i\\
    <interface type='user'><mac address='52:54:00:ab:cd:ef'/></interface>\\
    $2" | sed "/<vcpu>/a\\
  ${3:-}" >"$tmp/$1.xml"
  chmod 644 "$tmp/$1.xml"
  vt -q define "$tmp/$1.xml" >/dev/null
}
value() { # DOMAIN XPATH
  vt -q dumpxml "$1" | xmllint --xpath "string($2)" -
}
mac_of() {
  value "$1" '//mac/@address'
}
uuid_of() {
  value "$1" '/domain/uuid'
}
need xmllint

mkdir "$tmp/seed" && cd "$tmp/seed" || exit 99
printf 'instance-id: iid-base\nlocal-hostname: base.example.org\n' >meta-data
cat >user-data <<'END'
#cloud-config
# kept to the letter
hostname: base
password: secret
END
cat >network-config <<'END'
version: 2
ethernets:
  nic0:
    match: {macaddress: 52:54:00:AB:CD:EF} # the first
    dhcp4: true
END
printf '#cloud-config\n{}\n' >vendor-data
mkdir more && echo more >more/file
xorriso -as mkisofs -quiet -volid cidata -J -r -o "$images/base-seed.iso" . \
  2>/dev/null
cd / || exit 99
chmod 640 "$images/base-seed.iso"
before=$(cksum <"$images/base-seed.iso")
cdrom="<disk type='file' device='cdrom'><source file='$images/base-seed.iso'/>\
<target dev='hdc' bus='ide'/><readonly/></disk>"
domain_with base "$cdrom"

# ---- without a method ----
run vt -q clone base plain --dry-run
like 'a plan tells of a seed that is shared' "$out" \
  "*in each other's way:*disk hdc is cloud-init's seed, and shared*"
like 'and what helps' "$out" '*--identity cloud-init makes one of its own*'
run vt clone base plain
is 'a clone shares it all the same' "$(value plain '//disk[2]/source/@file')" \
  "$images/base-seed.iso"
like 'which is told' "$errors" "*note: disk hdc is cloud-init's seed*"
run vt -q clone base strict --strict
like '--strict refuses it' "$errors" "*disk hdc is cloud-init's seed*"

# ---- a seed of its own ----
run vt -q clone base web --identity cloud-init --dry-run
is 'a dry run succeeds' "$status" 0
like 'it says what the seed would be' "$out" \
  "*inside: cloud-init: host name 'web', instance-id *, in a seed of its own on hdc*"
like 'and where' "$out" "*$images/web-seed.iso*"
not_ok 'it makes no file' test -e "$images/web-seed.iso"
run vt -q clone base web --identity cloud-init
is 'a clone is made with a seed of its own' "$status$errors" 0
seed=$(value web '//disk[2]/source/@file')
is 'its file is named as all files are' "$seed" "$images/web-seed.iso"
is 'it has the mode of the old one' "$(stat -c %a "$seed")" 640
is 'the id is the clone'\''s, the name its own, the domain stays' \
  "$(in_iso "$seed" meta-data)" "instance-id: \"$(uuid_of web)\"
local-hostname: \"web.example.org\""
is 'the network is matched by the new address' \
  "$(in_iso "$seed" network-config)" "version: 2
ethernets:
  nic0:
    match: {macaddress: \"$(mac_of web)\"} # the first
    dhcp4: true"
is 'the user'\''s data is kept, but for the host name' \
  "$(in_iso "$seed" user-data)" '#cloud-config
# kept to the letter
hostname: "web"
password: secret'
is 'the vendor'\''s data is kept' "$(in_iso "$seed" vendor-data)" \
  "$(cat "$tmp/seed/vendor-data")"
is 'what else is in it is kept' "$(in_iso "$seed" more/file)" more
is 'its label is the same' "$(xorriso -indev "$seed" -pvd_info 2>/dev/null |
  grep -i 'volume id' | tr -d ' ')" 'VolumeId:cidata'
is 'the old one is untouched' "$(cksum <"$images/base-seed.iso")" "$before"

run vt -q clone web again --identity cloud-init --hostname db.test
is 'a clone of the clone has its own again' \
  "$(in_iso "$images/again-seed.iso" meta-data)" \
  "instance-id: \"$(uuid_of again)\"
local-hostname: \"db.test\""
run vt -q clone base 'n-{1..3}' --identity cloud-init
is 'a batch is made' "$status" 0
is 'each of them has its own' "$(for n in 1 2 3; do
  in_iso "$images/n-$n-seed.iso" meta-data
done)" "$(for n in 1 2 3; do
  printf 'instance-id: "%s"\nlocal-hostname: "n-%s.example.org"\n' \
    "$(uuid_of "n-$n")" "$n"
done)"
run vt -q clone base lined --identity cloud-init --linked --verify
is 'a linked clone has a seed of its own, too' "$status" 0
is 'which is no overlay' "$(value lined '//disk[2]/driver/@type')" raw
echo '#!/bin/sh' >"$tmp/mine"
run vt -q clone base given --identity cloud-init --user-data "$tmp/mine"
is '--user-data is what the seed says' \
  "$(in_iso "$images/given-seed.iso" user-data)" '#!/bin/sh'
as_user mkdir "$tmp/elsewhere"
run vt -q clone base moved --identity cloud-init --dir "$tmp/elsewhere"
ok 'the seed goes where the disks go' test -f "$tmp/elsewhere/moved-seed.iso"
run vt -q clone base split --identity cloud-init \
  --disk "hdc,path=$tmp/elsewhere/x.iso"
ok 'or where --disk says' test -f "$tmp/elsewhere/x.iso"
cat >"$tmp/mac.lua" <<'END'
virt.hook {
  name = "mac",
  mutate = function(c)
    c.xml:set("devices/interface/mac/@address", "52:54:00:11:22:33")
  end,
}
END
run vt -q clone base hooked --identity cloud-init --hook "$tmp/mac.lua"
like 'an address that a hook set is the one' \
  "$(in_iso "$images/hooked-seed.iso" network-config)" \
  '*macaddress: "52:54:00:11:22:33"*'

cat >"$tmp/data.lua" <<'END'
virt.hook {
  name = "data",
  plan = function(c)
    if c.user_data then error("there is one") end
    c.identity, c.user_data = "cloud-init", "#!/bin/sh\necho " .. c.name
    c.network_config = "version: 2\n"
    if c.user_data ~= "#!/bin/sh\necho " .. c.name then error("lost") end
  end,
}
END
run vt -q clone base scripted --hook "$tmp/data.lua"
is 'a hook can say what the seed says' \
  "$status$(in_iso "$images/scripted-seed.iso" user-data)" '0#!/bin/sh
echo scripted'
is 'of the network, too' \
  "$(in_iso "$images/scripted-seed.iso" network-config)" 'version: 2'
run vt -q clone base chosen --hook "$tmp/data.lua" --user-data "$tmp/mine"
is '--user-data wins over it' \
  "$(in_iso "$images/chosen-seed.iso" user-data)" '#!/bin/sh'

# ---- one that a hook writes ----
cat >"$tmp/own.lua" <<'END'
virt.hook {
  name = "own",
  params = { to = { "path" } },
  copied = function(c, p)
    virt.seed_iso(p.to, {
      ["meta-data"] = "instance-id: " .. c.name,
      ["scripts/one"] = "1",
    })
  end,
}
END
run vt -q clone base own --hook "$tmp/own.lua" --set "to=$images/own.iso"
is 'a hook can write a seed' \
  "$status$(in_iso "$images/own.iso" meta-data)" '0instance-id: own'
is 'with files in directories' "$(in_iso "$images/own.iso" scripts/one)" 1
is 'with the user-data that it must have' \
  "$(in_iso "$images/own.iso" user-data)" '#cloud-config'
is 'which its owner alone can read' "$(stat -c %a "$images/own.iso")" 600
run vt -q clone base over --hook "$tmp/own.lua" --set "to=$images/own.iso"
like 'over no other file' "$errors" "*cannot make '$images/own.iso': File exists*"
is 'which stays' "$(in_iso "$images/own.iso" meta-data)" 'instance-id: own'

# ---- what is refused, and taken back ----
run vt -q clone base no --user-data "$tmp/mine"
like '--user-data alone is a mistake' "$errors" \
  '*--user-data changes nothing without --identity cloud-init*'
run vt -q clone base no --identity cloud-init --disk hdc,action=share
like 'to share the seed and to make it anew is a mistake' "$errors" \
  "*--disk hdc,action=share would leave the clone its source's seed*"
run vt -q clone base no --identity cloud-init --user-data "$tmp/none"
like 'a file that is not there is an error' "$errors" \
  "*--user-data: cannot open '$tmp/none'*"
echo >"$images/no-seed.iso"
run vt -q clone base no --identity cloud-init
is 'a file in the way is not overwritten' "$(cat "$images/no-seed.iso")" ''
like 'the seed moves out of its way' \
  "$(value no '//disk[2]/source/@file')" "$images/no-seed-?.iso"
cat >"$tmp/fail.lua" <<'END'
virt.hook {
  name = "fail",
  copied = function(c)
    local path = c.xml:get "devices/disk[2]/source/@file"
    if not virt.file.exists(path) then error("there is no seed yet") end
    error("enough")
  end,
}
END
run vt -q clone base undone --identity cloud-init --hook "$tmp/fail.lua"
like 'a failure after the seed was made' "$errors" '*enough*'
is 'takes it back' "$(find "$images" -name 'undone*')" ''
mkdir "$tmp/bin"
printf '#!/bin/sh\necho no space >&2\nexit 1\n' >"$tmp/bin/xorriso"
chmod 755 "$tmp/bin" "$tmp/bin/xorriso"
real_env+=(PATH="$tmp/bin:$PATH")
run vt -q clone base undone --identity cloud-init
like 'a program that fails is an error with its words' "$errors" \
  '*xorriso failed: no space*'
real_env+=(PATH="$PATH")
is 'and nothing is left' "$(find "$images" -name 'undone*')" ''

# ---- where there was none ----
domain_with bare ''
run vt -q clone bare fresh --identity cloud-init
is 'a machine without a seed gets one' "$status$errors" 0
is 'on a CD-ROM that its machine type has' \
  "$(value fresh 'concat(//disk[2]/@device, " ", //disk[2]/target/@dev, " ",
    //disk[2]/target/@bus)')" 'cdrom hda ide'
is 'named after it' "$(value fresh '//disk[2]/source/@file')" \
  "$images/fresh-seed.iso"
is 'with the id and the name' "$(in_iso "$images/fresh-seed.iso" meta-data)" \
  "instance-id: \"$(uuid_of fresh)\"
local-hostname: \"fresh\""
is 'with user-data that asks for nothing' \
  "$(in_iso "$images/fresh-seed.iso" user-data)" '#cloud-config'
is 'and no network-config' \
  "$(in_iso "$images/fresh-seed.iso" network-config)" ''
cat >"$tmp/net" <<'END'
version: 2
END
run vt -q clone bare networked --identity cloud-init \
  --network-config "$tmp/net"
is 'but for one that is given' \
  "$(in_iso "$images/networked-seed.iso" network-config)" 'version: 2'
run vt -q 'start fresh; destroy fresh'
is 'it starts' "$status" 0

# drive NAME SED: where the new seed of such a machine is.
drive() {
  sed "s/<name>bare/<name>$1/; s/52:54:00:ab:cd:ef/$(mac_of fresh)/; $2" \
    "$tmp/bare.xml" >"$tmp/$1.xml"
  chmod 644 "$tmp/$1.xml"
  vt -q "define $tmp/$1.xml; clone $1 $1-new --identity cloud-init" >/dev/null
  local new="//disk[contains(source/@file, '-seed.iso')]"
  value "$1-new" \
    "concat($new/@device, ' ', $new/target/@dev, ' ', $new/target/@bus)"
}
cd_on() { # BUS TARGET: an empty drive
  printf '%s' "<disk type='file' device='cdrom'><target dev='$2' bus='$1'/>" \
    '</disk>'
}
q35="s/<type[^>]*>/<type arch='x86_64' machine='q35'>/"
is 'a q35 machine gets it on SATA' "$(drive q35 "$q35")" 'cdrom sda sata'
is 'one with a drive on SCSI beside that' \
  "$(drive scsi "s:</devices>:$(cd_on scsi sda)&:")" 'cdrom sdb scsi'
is 'where an address is taken the next one is used' \
  "$(drive addressed "$q35; s:</devices>:<disk type='file' device='cdrom'>\
<target dev='sdc' bus='sata'/><address type='drive' controller='0' bus='0' \
target='0' unit='0'/></disk>&:")" 'cdrom sdb sata'
is 'where all of IDE is taken it is a disk' \
  "$(drive full "s:</devices>:$(for t in hda hdb hdc hdd; do
    cd_on ide "$t"
  done)&:")" 'disk vdb virtio'
run vt -q 'start q35-new; destroy q35-new; start scsi-new; destroy scsi-new
  start full-new; destroy full-new'
is 'they start, too' "$status$errors" 0

# ---- other media ----
mformat -i "$images/fat.img" -C -f 1440 -v CIDATA ::
printf 'instance-id: iid-1\n' >"$tmp/m"
mcopy -i "$images/fat.img" "$tmp/m" ::/meta-data
mcopy -i "$images/fat.img" "$tmp/seed/user-data" ::/user-data
domain_with floppy "<disk type='file' device='floppy'><source \
file='$images/fat.img'/><target dev='fda' bus='fdc'/></disk>"
run vt -q clone floppy copied --dry-run
like 'a seed that is copied as it is is told' "$out" \
  "*disk fda is cloud-init's seed, and copied as it is*"
run vt -q clone floppy flop --identity cloud-init
is 'a FAT seed is made anew' "$status$errors" 0
seed=$(value flop '//disk[2]/source/@file')
is 'with the new id and name' "$(in_fat "$seed" meta-data)" \
  "local-hostname: \"flop\"
instance-id: \"$(uuid_of flop)\""
is 'and the size of the old one' "$(stat -c %s "$seed")" 1474560

# ---- what wins over it ----
domain_with dmi "" "<sysinfo type='smbios'><system><entry name='serial'>\
ds=nocloud;h=dmi;i=iid-9</entry></system></sysinfo>"
run vt -q clone dmi chip --identity cloud-init
is 'the serial of SMBIOS gives the name and the id' \
  "$(value chip '//entry[@name="serial"]')" \
  "ds=nocloud;h=chip;i=$(uuid_of chip)"
is 'and then no seed is needed' "$(value chip 'count(//disk)')" 1
run vt -q clone dmi named --identity cloud-init --hostname other \
  --user-data "$tmp/mine"
like '--hostname counts there, too' \
  "$(value named '//entry[@name="serial"]')" 'ds=nocloud;h=other;i=*'
is 'and user-data has a seed for it' \
  "$(in_iso "$images/named-seed.iso" user-data)" '#!/bin/sh'
done_testing
