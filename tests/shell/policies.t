#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The hooks that come with the program, each as it is.
. "${srcdir:-.}/tests/shell/lib.sh"
. "$srcdir/tests/shell/hooks.sh"

# use FILE...: these hooks alone, of those that come with the program.
use() {
  rm -f "$hooks"/*
  for file; do
    cp "$srcdir/lua/hooks.avail/$file" "$hooks/" && chmod 644 "$hooks/$file"
  done
}

# show OPTIONS: the XML of the clone.
show() {
  vt "clone base web1 --print-xml $1"
}

for file in "$srcdir"/lua/hooks.avail/*.lua; do
  use "${file##*/}"
  run "$vt" -q hook check "$hooks/${file##*/}"
  not_ok "${file##*/} loads" [ "$status" -eq 1 ]
done

use 10-name-policy.lua
vt 'clone base web1 --dry-run'
is 'name-policy takes a good name' "$status" 0
vt 'clone base Web_1'
is 'and refuses another' "$status" 3
vt 'clone base web1 --set name-policy.max=3'
like 'also a long one' "$errors" '*has 4 characters, at most 3*'

use 20-mac-oui.lua
show '--set oui=00:16:3e'
like 'mac-oui takes the OUI' "$out" "*address=\"00:16:3e:*address=\"00:16:3e:*"
show '--set oui=x'
is 'which is one' "$status" 2

use 21-mac-registry.lua
echo '02:00:5e:10:00:01 other' >"$tmp/macs"
vt "clone base web1 --set file=$tmp/macs; dumpxml web1"
like 'mac-registry takes the next free addresses' "$out" \
  '*02:00:5e:10:00:02*02:00:5e:10:00:03*'
is 'and writes them down' "$(cat "$tmp/macs")" '02:00:5e:10:00:01 other
02:00:5e:10:00:02 web1
02:00:5e:10:00:03 web1'
vt "clone base a b --set file=$tmp/macs"
is 'clones of one call get different ones' \
  "$(sort -u "$tmp/macs" | wc -l)" 7
cat >"$hooks/99.lua" <<'LUA'
virt.hook { name = "fail", copied = function() error "no" end }
LUA
before=$(cat "$tmp/macs")
vt "clone base web2 --set file=$tmp/macs"
is 'a clone that fails gives them back' "$(cat "$tmp/macs")" "$before"

use 30-no-passthrough.lua
sed "s,<devices>,&<hostdev mode='subsystem' type='usb'><source>\
<vendor id='0x1234'/><product id='0x5678'/></source></hostdev>," \
  "$tmp/host.xml" >"$tmp/usb.xml"
run "$vt" -q -c "test://$tmp/usb.xml" 'clone base web1 --print-xml'
not_ok 'no-passthrough leaves host devices out' grep -q hostdev "$tmp/.out"

use 35-owner.lua
show '--set owner.owner=me --set ticket=OPS-1'
like 'owner sets the title' "$out" '*<title>web1 (clone of base)</title>*'
like 'and metadata' "$out" \
  '*<owner:clone user="me" source="base" ticket="OPS-1"/>*'

use 36-retention.lua
show ''
like 'retention says until when' "$out" '*<retention:clone until="20*'
vt 'clone base web1 --set keep=400d'
is 'and refuses too long' "$status" 3

use 40-disk-names.lua
show ''
like 'disk-names names images' "$out" '*/images/web1_vda.raw*'

use 41-tiers.lua
show ''
like 'tiers wants its pools' "$errors" '*needs --set tiers.fast=*'
show '--set fast=ssd --set slow=images'
like 'the first disk goes to the fast one' "$out" '*/ssd/*'

use 42-most-free.lua
show '--set pools=images,ssd --set reserve=1M'
is 'most-free finds a pool' "$status" 0
show '--set pools=images --set reserve=1000000T'
is 'or refuses' "$status" 3
show '--set pools=images,sdd --set reserve=1M'
like 'a pool that there is not is told' "$errors" '*most-free: sdd: *not found*'

use 50-ipam.lua 51-dhcp-host.lua 91-hosts-file.lua 90-ansible.lua
cat >"$tmp/ipam" <<SH
#!/bin/sh
case \$1 in next) echo 192.168.122.50 ;; *) echo "\$*" >>"$tmp/ipam.log" ;; esac
SH
chmod +x "$tmp/ipam"
sets="--set tool=$tmp/ipam --set hosts-file.file=$tmp/hosts"
sets="$sets --set inventory=$tmp/inventory"
vt "clone base web1 $sets --dry-run"
is 'ipam takes nothing in a dry run' "$status$(cat "$tmp/ipam.log" 2>&1)" \
  "0cat: $tmp/ipam.log: No such file or directory"
cat >"$hooks/95.lua" <<'LUA'
virt.hook { name = "net", after = "dhcp-host", copied = function(c)
  c:warn("%s", c.conn:network("default"):dhcp_hosts()[1].ip)
end }
LUA
vt "clone base web1 $sets"
is 'it takes an address' "$(cat "$tmp/ipam.log")" 'take 192.168.122.50 web1'
like 'dhcp-host tells the network' "$errors" '*net: 192.168.122.50*'
is 'hosts-file writes it down' "$(cat "$tmp/hosts")" '192.168.122.50 web1'
is 'ansible, too' "$(cat "$tmp/inventory")" '[clones]
web1 ansible_host=192.168.122.50'
vt "clone base web1 $sets"
is 'a line that is there stays the only one' "$(grep -c web1 "$tmp/inventory")" 1
printf '[others]\nold\n[clones]' >"$tmp/inventory"
printf '192.168.122.9 old' >"$tmp/hosts"
vt "clone base web1 $sets"
is 'a file that ends without a new line is no trouble' \
  "$(cat "$tmp/inventory" "$tmp/hosts")" '[others]
old
[clones]
web1 ansible_host=192.168.122.50
192.168.122.9 old
192.168.122.50 web1'
cat >"$hooks/99.lua" <<'LUA'
virt.hook { name = "fail", on_error = "abort", after = { "*", "ansible" },
  defined = function() error "no" end }
LUA
vt "clone base web2 $sets"
is 'a clone that fails late is in no inventory' \
  "$status $(grep -c web2 "$tmp/inventory")" '1 0'
rm "$hooks/99.lua"
cat >"$hooks/99.lua" <<'LUA'
virt.hook { name = "fail", copied = function() error "no" end }
LUA
rm -f "$tmp/ipam.log" "$tmp/hosts"
vt "clone base web1 $sets"
is 'a clone that fails gives the address back' "$(cat "$tmp/ipam.log")" \
  'take 192.168.122.50 web1
free 192.168.122.50'
is 'and the name' "$(cat "$tmp/hosts")" ''

use 60-seed.lua
if command -v xorriso >/dev/null; then
  vt "clone base web1 --set dir=$tmp --set 'key=ssh-ed25519 AAAA me'"
  is 'seed makes an image' "$status" 0
  ok 'it is there' test -s "$tmp/web1-seed.iso"
  sed "s,</devices>,<disk device='cdrom' type='file'><target dev='sda'/></disk>\
&," "$tmp/host.xml" >"$tmp/cdrom.xml"
  run "$vt" -q -c "test://$tmp/cdrom.xml" \
    "hook test --source base --set seed.dir=$tmp/new"
  like 'its drive has the first free name' "$out" '*<target bus="sata" dev="sdb"/>*'
  like 'with the host name' "$(xorriso -indev "$tmp/web1-seed.iso" -osirrox on \
    -extract /user-data "$tmp/user-data" 2>/dev/null; cat "$tmp/user-data")" \
    '*hostname: "web1"*ssh-ed25519 AAAA me*'
  vt "clone base web1 --set dir=$tmp --dry-run"
  like 'what is there is refused in time' "$errors" \
    "*seed: $tmp/web1-seed.iso exists*"
  is 'nothing else is left' "$(find "$tmp" -maxdepth 1 -name '*seed*' | wc -l)" 1
else
  vt 'clone base web1'
  like 'seed needs a program' "$errors" \
    "*seed: the command 'xorriso' is not installed*"
fi

use 61-smbios-credentials.lua
show '--set timezone=Europe/Berlin'
like 'smbios-credentials has the host name' "$out" \
  '*io.systemd.credential:system.hostname=web1*timezone=Europe/Berlin*'
vt 'hook test --source base'
is 'it is idempotent' "$status" 0
sed "s,<os>,<sysinfo type='fwcfg'><entry name='opt/a'>b</entry></sysinfo>&," \
  "$tmp/host.xml" >"$tmp/fwcfg.xml"
run "$vt" -q -c "test://$tmp/fwcfg.xml" 'clone base web1 --print-xml'
like 'other facts for the firmware stay' "$out" \
  '*<sysinfo type="fwcfg">*hostname=web1*'

use 35-owner.lua 80-quota.lua
vt 'clone base web1 --set memory=1G --set vcpus=1'
is 'quota refuses' "$status" 3
like 'and says all that is wrong' "$errors" \
  '*2 GiB of memory, at most 1 GiB*2 virtual CPUs, at most 1*'
vt 'clone base web1; clone base web2 --set quota.clones=1'
like 'it counts the clones of a user' "$errors" '*would have 2 clones, at most 1*'

# Each that edits the XML may run twice.
for file in 20-mac-oui 35-owner 36-retention 30-no-passthrough; do
  use "$file.lua"
  vt 'hook test --source base'
  is "$file is idempotent" "$status" 0
done

done_testing
