#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A clone that runs beside its source, on qemu:///embed: sockets, ports, files,
# NVDIMM, UEFI variables and the TPM are its own.
. "${srcdir:-.}/tests/real/lib.sh"
real_embed
need qemu-io
printf '%s\n' 'swtpm_user = "root"' 'swtpm_group = "root"' \
  >>"$tmp/embed/etc/qemu.conf"

tpm=
if [ "$(id -u)" -eq 0 ] && command -v swtpm >/dev/null &&
  command -v swtpm_setup >/dev/null; then
  tpm="<tpm model='tpm-tis'><backend type='emulator' version='2.0'/></tpm>"
fi
xml_of() {
  vt -q dumpxml "$1"
}
uuid_of() {
  xml_of "$1" | sed -n 's,.*<uuid>\(.*\)</uuid>.*,\1,p'
}

qcow2=$(disk base.qcow2 qcow2 4M)
dd if=/dev/zero of="$images/base-nvdimm.img" bs=1M count=8 status=none
printf 'on the source' |
  dd of="$images/base-nvdimm.img" conv=notrunc status=none
dd if=/dev/zero of="$images/code.fd" bs=64K count=1 status=none
dd if=/dev/zero of="$images/base_VARS.fd" bs=64K count=1 status=none
printf 'source vars' |
  dd of="$images/base_VARS.fd" conv=notrunc status=none
cat >"$tmp/base.xml" <<END
<domain type='qemu'>
  <name>base</name>
  <genid>6695eb01-f6a4-8304-79aa-97f2502e193f</genid>
  <maxMemory slots='4' unit='MiB'>128</maxMemory>
  <memory unit='MiB'>32</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <loader readonly='yes' type='pflash'>$images/code.fd</loader>
    <nvram>$images/base_VARS.fd</nvram>
  </os>
  <features><acpi/></features>
  <cpu><numa><cell id='0' cpus='0' memory='24' unit='MiB'/></numa></cpu>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='$qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='user'><mac address='52:54:00:01:02:03'/></interface>
    <serial type='unix'>
      <source mode='bind' path='$tmp/base.sock'/>
    </serial>
    <serial type='tcp'>
      <source mode='bind' host='127.0.0.1' service='47351'/>
    </serial>
    <serial type='file'>
      <source path='$images/base-serial.log'/>
    </serial>
    <channel type='unix'>
      <target type='virtio' name='org.qemu.guest_agent.0'/>
    </channel>
    <graphics type='vnc' port='5947' listen='127.0.0.1'/>
    <memory model='nvdimm' access='shared'>
      <source><path>$images/base-nvdimm.img</path></source>
      <target><size unit='MiB'>8</size><node>0</node></target>
    </memory>
    $tpm
    <memballoon model='none'/>
  </devices>
</domain>
END
ok 'the source is defined' vt -q define "$tmp/base.xml"

if [ -n "$tpm" ]; then
  run vt 'start base; destroy base'
  is 'its TPM gets a state' "$(find "$tmp/embed/lib/swtpm" -name \
    'tpm2-00.permall' | wc -l)" 1
else
  skip 'its TPM gets a state' 'no swtpm, or not root'
fi
state() { # NAME: checksum of its TPM's state
  sha256sum <"$tmp/embed/lib/swtpm/$(uuid_of "$1")/tpm2/tpm2-00.permall"
}

run vt clone base web
is 'it is cloned' "$status" 0
web=$(xml_of web)
is 'its NVDIMM is copied' "$(head -c 13 "$images/web-nvdimm.img")" \
  'on the source'
is 'so are its UEFI variables' "$(head -c 11 "$images/web_VARS.fd")" \
  'source vars'
like 'both are in its XML' "$web" \
  "*$images/web_VARS.fd*$images/web-nvdimm.img*"
is 'nothing of the source is' "$(echo "$web" | grep -c "base[.-_]")" 0
if [ -n "$tpm" ]; then
  is 'the state of the TPM is copied' "$(state web)" "$(state base)"
else
  skip 'the state of the TPM is copied' 'no swtpm, or not root'
fi
run vt audit
is 'nothing clashes' "$out$errors" ''

# ---- side by side ----

run vt 'start base; start web; audit; list'
is 'both run at the same time' "$status" 0
ok 'the source still has its socket' test -S "$tmp/base.sock"
ok 'the clone has one, too' test -S "$tmp/web.sock"
run vt 'destroy base; destroy web'
is 'and end' "$status" 0
printf 'on the clone!' |
  dd of="$images/web-nvdimm.img" conv=notrunc status=none
is 'what one writes to its NVDIMM the other does not see' \
  "$(head -c 13 "$images/base-nvdimm.img")" 'on the source'

# ---- choices ----

run vt clone base two --tpm new --nvram "$images/mine.fd"
is 'UEFI variables go where they are told' \
  "$(head -c 11 "$images/mine.fd")" 'source vars'
if [ -n "$tpm" ]; then
  is 'a new TPM has no state yet' \
    "$(find "$tmp/embed/lib/swtpm/$(uuid_of two)" -type f 2>/dev/null)" ''
  like 'which is told' "$errors" '*sealed to it (BitLocker, LUKS)*'
else
  skip 'a new TPM has no state yet' 'no swtpm, or not root'
  skip 'which is told' 'no swtpm, or not root'
fi
run vt clone base three --tpm drop --nvram reset
is 'the TPM is left out on request' "$(xml_of three | grep -c '<tpm')" 0
is 'the UEFI variables are new on request' \
  "$(xml_of three | grep -c "$images/three_VARS")" 0

# ---- a TPM whose state has a path of its own ----

# libvirt before 10.10 does not know <source>, and forgets it: the plan has it.
if [ -n "$tpm" ]; then
  as_user mkdir -p -m 750 "$images/tpm/base"
  echo keys >"$images/tpm/base/tpm2-00.permall"
  echo lock >"$images/tpm/base/.lock"
  by_path() { # TYPE PATH NAME OPTION...
    domain_xml base | sed "/<memballoon/i\\
<tpm model='tpm-tis'><backend type='emulator' version='2.0'>\\
<source type='$1' path='$2'/></backend></tpm>" >"$tmp/tpm.xml"
    run vt clone --original-xml "$tmp/tpm.xml" --auto-clone \
      --name "$3" "${@:4}"
  }
  by_path dir "$images/tpm/base/" kim --print-xml
  like "a TPM's directory is named after the clone" "$status$errors$out" \
    "0*<source type=*dir* path=?$images/tpm/kim?/>*"
  by_path dir "$images/tpm/base/" kim
  is 'its state is copied' "$status$(cat "$images/tpm/kim/tpm2-00.permall")" \
    0keys
  is 'and nothing else' "$(ls -A "$images/tpm/kim")" tpm2-00.permall
  is 'the directory has the mode of the old' \
    "$(stat -c %a "$images/tpm/kim")" 750
  by_path dir "$images/tpm/base" kim2 --tpm new
  is 'a new TPM makes no directory' "$status$(ls "$images/tpm")" '0base
kim'
  as_user mkdir "$images/tpm/kim3"
  by_path dir "$images/tpm/base" kim3
  like 'a directory that is there is refused' "$status$errors" \
    "1*'$images/tpm/kim3' exists already*choose another name*"
  by_path dir "$images/tpm/never" kim4
  is 'one that is not there yet is left to libvirt' \
    "$status$(ls "$images/tpm")" '0base
kim
kim3'
  by_path file "$images/tpm/base/tpm2-00.permall" kim5
  is 'a file of its own is copied, too' \
    "$status$(cat "$images/tpm/base/kim5-tpm"*)" 0keys
else
  for test in 1 2 3 4 5 6 7 8; do
    skip "a TPM whose state has a path is cloned ($test)" 'no swtpm, or not root'
  done
fi

# ---- failing ----

run vt clone base four --nvram "$images/mine.fd"
is 'variables of another domain are not taken' "$status" 1
like 'and whose they are is said' "$errors" "*belongs to domain 'two'*"
cat >"$tmp/no.lua" <<'END'
virt.hook { name = "no", copied = function() error("no") end }
END
chmod 644 "$tmp/no.lua"
before=$(find "$tmp/embed/lib" "$images" | sort)
run vt clone base five --hook "$tmp/no.lua"
is 'a clone that fails late' "$status" 1
is 'leaves no file and no directory' \
  "$(find "$tmp/embed/lib" "$images" | sort)" "$before"
touch "$tmp/embed/lib/qemu/save/six.save"
run vt clone base six
like 'left-over state of a namesake is refused' "$errors" \
  '*six.save*left over*'
is 'and nothing is made' "$(find "$images" -name "*six*")" ""
done_testing
