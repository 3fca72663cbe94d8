#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What other programs that clone get wrong, one by one, with data read through
# the clone where data is at stake.
. "${srcdir:-.}/tests/real/lib.sh"
real_embed
need qemu-io qemu-img

xml_of() {
  vt -q dumpxml "$1"
}
clone() { # NAME OPTION...: as NAME2
  run vt clone "$1" "${1}2" "${@:2}"
}
# edit NAME SED-SCRIPT <XML: define it
edit() {
  sed "$2" >"$tmp/$1.xml"
  chmod 644 "$tmp/$1.xml"
  vt -q define "$tmp/$1.xml" >/dev/null
}
acpi="s,</os>,</os><features><acpi/></features>,"

# 1: <backingStore> in the XML wins over the image's header.
below=$(disk below.qcow2 qcow2 1M)
as_user qemu-io -f qcow2 -c 'write -q -P 0xaa 0 1M' "$below" >/dev/null
top=$(disk stale.qcow2 qcow2 1M "$below")
as_user qemu-io -f qcow2 -c 'write -q -z 0 512k' "$top" >/dev/null
domain_xml stale "$top" qcow2 | edit stale "/<target dev='vda'/i\\
<backingStore type='file'><format type='qcow2'/><source file='$below'/>\\
<backingStore/></backingStore>"
clone stale
is '1: a disk with its chain in the XML is cloned' "$status" 0
is '1: the chain is not in the clone' "$(xml_of stale2 | grep -c below)" 0
mv "$below" "$below.gone"
ok '1: what the guest has zeroed reads as zero, without the chain' as_user \
  qemu-io -r -f qcow2 -c 'read -q -P 0 0 512k' -c 'read -q -P 0xaa 512k 512k' \
  "$images/stale2.qcow2"
mv "$below.gone" "$below"

# 2: an encrypted disk stays encrypted.
secret=(--object 'secret,id=s,data=key')
# qemu-img measures the processor, which can fail on a busy machine.
for _ in 1 2 3 4 5; do
  as_user qemu-img create -q -f luks "${secret[@]}" \
    -o key-secret=s,iter-time=10 "$images/luks.img" 1M 2>/dev/null && break
done
as_user qemu-io "${secret[@]}" --image-opts -c 'write -q -P 0x5b 0 64k' \
  "driver=luks,key-secret=s,file.filename=$images/luks.img" >/dev/null
domain_xml luks "$images/luks.img" raw | edit luks \
  "s,<source file=\(.*\)/>,<source file=\1><encryption format='luks'><secret \
type='passphrase' uuid='00000000-0000-4000-8000-00000000000a'/></encryption>\
</source>,"
clone luks
is '2: an encrypted disk is cloned' "$status" 0
is '2: its copy is encrypted' \
  "$(head -c 4 "$images/luks2.img")$(grep -c '\[\[\[\[\[' "$images/luks2.img")" \
  LUKS0
ok '2: and reads as the source does' as_user qemu-io -r "${secret[@]}" \
  --image-opts -c 'read -q -P 0x5b 0 64k' \
  "driver=luks,key-secret=s,file.filename=$images/luks2.img"
is '2: the XML has the secret' "$(xml_of luks2 | grep -c '<encryption')" 1

# 3: UEFI variables as <nvram type='file'><source/>.
head -c 65536 /dev/zero >"$images/code.fd"
{ printf vars; head -c 65532 /dev/zero; } >"$images/nv_VARS.fd"
domain_xml nv | edit nv "/<os>/s,.*,<os><type arch='x86_64' \
machine='pc'>hvm</type><loader readonly='yes' type='pflash'>$images/code.fd\
</loader><nvram type='file'><source file='$images/nv_VARS.fd'/></nvram></os>,
$acpi"
clone nv
is '3: UEFI variables with a <source> are cloned' "$status$(head -c 4 \
  "$images/nv2_VARS.fd")" 0vars
is '3: and both start' "$(vt -q 'start nv; start nv2; destroy nv; destroy nv2' \
  >/dev/null 2>&1; echo $?)" 0

# 4: the UUID in <sysinfo>.
uuid=00000000-0000-4000-8000-00000000000b
domain_xml sys | edit sys "s,<memory,<uuid>$uuid</uuid><sysinfo \
type='smbios'><system><entry name='uuid'>$uuid</entry></system></sysinfo>\
<memory,"
clone sys
is '4: a UUID that stands twice is cloned' "$status" 0
is '4: and new in both places' "$(xml_of sys2 | grep -c "$uuid")" 1
is '4: the one that is left is the lineage' \
  "$(xml_of sys2 | grep "$uuid" | grep -c lineage)" 1

# 5: sockets, memory and files that two would share in silence.
domain_xml sock | edit sock "/<memballoon/i\\
<serial type='unix'><source mode='bind' path='$tmp/sock.s'/></serial>\\
<audio id='1' type='file' path='$tmp/sock.wav'/>"
clone sock
is '5: a socket (the console has it, too) and a sound file are its own' \
  "$(xml_of sock2 | grep -c "$tmp/sock2\.")" 3
vt -q start sock >/dev/null
inode=$(stat -c %i "$tmp/sock.s")
vt -q start sock2 >/dev/null
is "5: the source's socket is still the same" "$(stat -c %i "$tmp/sock.s")" \
  "$inode"
vt -q 'destroy sock; destroy sock2' >/dev/null

# 6: the state of a TPM, which libvirt keeps by UUID.
if command -v swtpm >/dev/null && [ "$(as_user id -u)" -eq 0 ]; then
  printf '%s\n' 'swtpm_user = "root"' 'swtpm_group = "root"' \
    >>"$tmp/embed/etc/qemu.conf"
  uuid=00000000-0000-4000-8000-00000000000c
  domain_xml tpm | edit tpm "s,<memory,<uuid>$uuid</uuid><memory,
/<memballoon/i\\
<tpm model='tpm-tis'><backend type='emulator' version='2.0'/></tpm>"
  states=$tmp/embed/lib/swtpm
  as_user mkdir -p "$states/$uuid/tpm2"
  echo keys >"$states/$uuid/tpm2/tpm2-00.permall"
  clone tpm
  new=$(xml_of tpm2 | sed -n 's,.*<uuid>\(.*\)</uuid>.*,\1,p')
  is '6: what is sealed to the TPM opens in the clone' \
    "$status$(cat "$states/$new/tpm2/tpm2-00.permall")" 0keys
  vt -q undefine tpm2 --tpm >/dev/null
  is "6: the clone's end is not that of the source's TPM" \
    "$(cat "$states/$uuid/tpm2/tpm2-00.permall")$(ls "$states/$new" \
    2>/dev/null)" keys
else
  skip '6: what is sealed to the TPM opens in the clone' 'no swtpm, or not root'
  skip "6: the clone's end is not that of the source's TPM" 'the same'
fi

# 7, 9: MAC addresses of a teaming pair, generation id.
domain_xml team | edit team "s,<memory,<genid>6695eb01-f6a4-8304-79aa-\
97f2502e193f</genid><memory,
$acpi
/<memballoon/i\\
<interface type='user'><mac address='52:54:00:11:22:33'/>\\
<model type='virtio'/><teaming type='persistent'/><alias name='ua-a'/>\\
</interface>\\
<interface type='hostdev' managed='yes'><source><address type='pci' \\
domain='0' bus='0' slot='0x1e' function='0'/></source>\\
<mac address='52:54:00:11:22:33'/>\\
<teaming type='transient' persistent='ua-a'/></interface>"
clone team --hostdev keep
macs=$(xml_of team2 | grep -o "mac address='[^']*'" | sort -u)
is '7: both ends of a teaming pair have one address' \
  "$status$(echo "$macs" | wc -l)" 01
is '7: a new one' "$(echo "$macs" | grep -c 52:54:00:11:22:33)" 0
is '9: the generation id is new' "$(xml_of team2 | grep -c 6695eb01)" 0

# 8: the port of an Open vSwitch, and an instance of 802.1Qbg.
port=00000000-0000-4000-8000-00000000000d
domain_xml ovs | edit ovs "/<memballoon/i\\
<interface type='bridge'><source bridge='x'/><virtualport type='openvswitch'>\\
<parameters interfaceid='$port' profileid='p'/></virtualport></interface>\\
<interface type='direct'><source dev='x' mode='vepa'/>\\
<virtualport type='802.1Qbg'><parameters managerid='1' typeid='2' \\
typeidversion='3' instanceid='$port'/></virtualport></interface>"
clone ovs
is '8: ports of switches are cloned' "$status" 0
is '8: their ids are others, which libvirt has made' \
  "$(xml_of ovs2 | grep -c "$port")$(xml_of ovs2 |
    grep -cE "(interface|instance)id='[-0-9a-f]{36}'")" 02
is '8: what both ports share stays' \
  "$(xml_of ovs2 | grep -cE "profileid='p'|managerid='1'")" 2

# 11: a machine in mid-run, whose memory lies in a file.
one=$(disk saved.qcow2 qcow2 1M)
domain saved "$one" qcow2
touch "$tmp/embed/lib/qemu/save/saved.save"
clone saved
like '11: a domain with a managed save is refused, with the way out' \
  "$status$errors" "1*'saved' has a managed save*managedsave-remove*"
is '11: and no disk is copied' "$(find "$images" -name 'saved2*')" ''
rm "$tmp/embed/lib/qemu/save/saved.save"
clone saved
is '11: without it it is cloned' "$status" 0

# 12: what cannot be copied is not shared in silence; nothing is left behind.
one=$(disk half.qcow2 qcow2 1M)
domain_xml half "$one" qcow2 "$images/missing.raw" raw | edit half ''
before=$(find "$images" | sort)
clone half
is '12: a disk that is not there fails the clone' "$status" 1
is '12: which leaves no other disk behind' "$(find "$images" | sort)" "$before"
domain_xml net | edit net "/<memballoon/i\\
<disk type='network' device='disk'><driver name='qemu' type='raw'/>\\
<source protocol='nbd' name='x'><host name='127.0.0.1'/></source>\\
<target dev='vda' bus='virtio'/></disk>"
clone net
is '12: a writable disk of the network is refused' "$status" 1
like '12: and the ways out are said' "$errors" '*--disk vda,action=*'
domain_xml ws | edit ws "/<memballoon/i\\
<graphics type='vnc' port='5948' websocket='5748' listen='127.0.0.1'/>"
clone ws
is '12: a websocket is its own: both start' "$(vt -q 'start ws; start ws2
  destroy ws; destroy ws2' >/dev/null 2>&1; echo $?)" 0
done_testing
