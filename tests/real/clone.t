#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Clones on qemu:///embed: real images, real guests, no daemon. With the word
# "user" as an ordinary user: see clone_user.t.
. "${srcdir:-.}/tests/real/lib.sh"
[ $# -eq 0 ] || [ "$(id -u)" -eq 0 ] ||
  skip_all 'clone.t does the same: this is an ordinary user'
real_embed "$@"

fill() { # FORMAT PATH OFFSET: some data there
  as_user qemu-io -f "$1" -c "write -q -P 0x5a $3 64k" "$2" >/dev/null
}
same() { # FORMAT PATH FORMAT PATH
  as_user qemu-img compare -q -f "$1" -F "$3" "$2" "$4"
}
xml_of() { # NAME: its XML, from a new process
  vt -q dumpxml "$1"
}
sums() {
  (cd "$images" && sha256sum base*.[qri]* chain* vars*)
}

# ---- the source: qcow2, raw, a chain, a shared CD-ROM, UEFI variables ----

qcow2=$(disk base.qcow2 qcow2 8M)
raw=$(disk base-data.raw raw 3M)
below=$(disk chain0.qcow2 qcow2 4M)
fill qcow2 "$qcow2" 1M
fill raw "$raw" 2M
fill qcow2 "$below" 0
middle=$(disk chain1.qcow2 qcow2 4M "$below")
fill qcow2 "$middle" 1M
top=$(disk chain2.qcow2 qcow2 4M "$middle")
fill qcow2 "$top" 2M
as_user sh -c "printf vars >'$images/vars.fd'; printf cd >'$images/base.iso'
  chmod 640 '$images/vars.fd'"

domain_xml base "$qcow2" qcow2 "$raw" raw "$top" qcow2 >"$tmp/base.xml"
sed -i "/<memballoon/i\\
    <disk type='file' device='cdrom'>\\
      <driver name='qemu' type='raw'/>\\
      <source file='$images/base.iso'/>\\
      <target dev='sda' bus='sata'/>\\
      <readonly/>\\
    </disk>\\
    <serial type='file'>\\
      <source path='$images/base-serial.log'/>\\
    </serial>\\
    <interface type='user'>\\
      <mac address='52:54:00:01:02:03'/>\\
      <model type='virtio'/>\\
    </interface>
  s/MiB'>16</MiB'>32</
  /<vcpu>/i\\
  <title>the base</title>" "$tmp/base.xml"
chmod 644 "$tmp/base.xml"
ok 'the source is defined' vt -q define "$tmp/base.xml"
before=$(xml_of base)
sums_before=$(sums)

# ---- a clone --------------------------------------------------------------

run vt clone base web01
is 'a domain with all kinds of disks is cloned' "$status" 0
is 'it says so' "$out" "Domain 'web01' cloned from 'base'"
is 'and nothing else' "$errors" ''
web01=$(xml_of web01)
is 'the qcow2 image is copied' "$(same qcow2 "$qcow2" qcow2 \
  "$images/web01.qcow2" && echo same)" same
is 'the raw image is copied byte for byte' \
  "$(as_user cmp "$raw" "$images/web01-data.raw" && echo same)" same
is 'the chain is copied' "$(same qcow2 "$top" qcow2 \
  "$images/web01-vdc.qcow2" && echo same)" same
is 'the copy of a chain has no backing file' \
  "$(as_user qemu-img info "$images/web01-vdc.qcow2" | grep -c backing)" 0
like 'the CD-ROM is shared' "$web01" "*'$images/base.iso'*"
like 'the serial file is its own' "$web01" "*'$images/web01-serial.log'*"
is 'no other image of the source is in its XML' \
  "$(printf '%s\n' "$web01" | grep -c "$images/\(base[.-][^i]\|chain\)")" 0
is 'the title, which names the source, is gone' \
  "$(printf '%s\n' "$web01" | grep -c title)" 0
is 'name, UUID and MAC address are its own' "$(printf '%s\n' "$web01" |
  grep -cE '<name>web01<|52:54:00:01:02:03' |
  tr -d '\n'; uuids=$({ xml_of base; xml_of web01; } | grep '<uuid>' |
  sort -u | wc -l); echo " $uuids")" '1 2'
is 'the new images have the mode and owner of the old ones' \
  "$(stat -c '%a %u' "$images/web01.qcow2")" "$(stat -c '%a %u' "$qcow2")"
is 'a sparse image stays sparse' "$(test \
  "$(stat -c %b "$images/web01-data.raw")" -le "$(stat -c %b "$raw")" &&
  echo yes)" yes

run vt clone base web01
is 'a name that is taken fails' "$status" 1
like 'and the message names it' "$errors" \
  "error: *domain with name 'web01' already exists"

# ---- choices ----------------------------------------------------------------

as_user mkdir "$images/fast" "$images/a,b c"
run vt clone base web02 --disk "vda,path=$images/fast/root.img,format=raw" \
  --disk 'vdb,size=5M' --disk vdc,action=drop --disk sda,action=empty \
  --mac 52:54:00:AA:BB:CC --uuid 6695eb01-f6a4-8304-79aa-97f2502e193f
is 'each disk can be chosen for' "$status$errors" 0
web02=$(xml_of web02)
is 'a format is converted, elsewhere' \
  "$(same qcow2 "$qcow2" raw "$images/fast/root.img" && echo same)" same
like 'and the XML says the new format' "$(tr -d '\n' <<<"$web02")" \
  "*type='raw'/>*<source file='$images/fast/root.img'/>*"
is 'a raw disk is grown' "$(stat -c %s "$images/web02-data.raw")" 5242880
is 'a dropped disk is gone' "$(printf '%s\n' "$web02" | grep -c vdc)" 0
is 'an emptied drive stays, empty' "$(printf '%s\n' "$web02" |
  grep -cE "dev='sda'|base.iso")" 1
like 'the MAC address is the one that was given' "$web02" \
  "*'52:54:00:aa:bb:cc'*"
like 'the UUID is the one that was given' "$web02" \
  '*<uuid>6695eb01-f6a4-8304-79aa-97f2502e193f<*'
run vt clone base web03 --disk 'vda,size=16M' --disk vdb,action=share \
  --disk "vdc,path=$images/a,,b c/x.qcow2"
is 'a qcow2 disk is grown, and a path may have a comma and blanks' \
  "$status" 0
is 'and the guest sees the new size' "$(as_user qemu-img info \
  "$images/web03.qcow2" | grep -o '16777216')" 16777216
like 'sharing a disk that is written to is warned of' "$errors" \
  "note: disk vdb is shared with 'base'*"
run vt clone base web04 --disk "vda,action=external,path=$images/web02-data.raw"
like "so is an image of another domain's" "$status$errors" \
  "0note: disk vda is shared with 'web02', and both can write to it*"
like 'the path with a comma and blanks is as it was given' \
  "$(ls "$images/a,b c")" x.qcow2

# A file that two disks have stays one.
domain twice "$qcow2" qcow2 "$qcow2" qcow2
run vt clone twice two --disk vda,format=raw
is 'an image that two disks have is copied once' "$status$errors" 0
is 'and both have it, in its new format' "$(vt -q dumpxml two |
  grep -cE "type='raw'|file='$images/two-vda.raw'")" 4

# A device has no size of its own, and its directory is no place for files.
if [ "$(as_user id -u)" -eq 0 ] && as_user cp "$raw" "$images/loop.img" &&
  loop=$(losetup -f --show "$images/loop.img" 2>/dev/null); then
  at_exit "losetup -d '$loop'"
  domain_xml device "$loop" raw | sed "s/type='file' device/type='block' device/
    s/source file/source dev/" >"$tmp/device.xml"
  vt -q define "$tmp/device.xml" >/dev/null
  run vt clone device device2
  like 'a device is not cloned into /dev' "$status$errors" \
    "1*disk vda: '$loop' is a device*path=FILE*"
  run vt clone device device2 --disk "vda,path=$images/device2.raw"
  is 'it is cloned into a file' "$status$errors" 0
  ok 'byte for byte' cmp "$raw" "$images/device2.raw"
  like 'which the clone has as a file' \
    "$(vt -q dumpxml device2 | tr -d '\n')" \
    "*<disk type='file'*<source file='$images/device2.raw'/>*"
else
  skip 'a device is cloned into a file' 'there are no loop devices'
fi

# ---- UEFI variables, in both spellings --------------------------------------

nvram() { # NAME XML
  domain_xml "$1" | sed "s|</os>|<loader readonly='yes' type='pflash'>$tmp/code.fd</loader>$2</os><features><acpi/></features>|" \
    >"$tmp/$1.xml"
  chmod 644 "$tmp/$1.xml"
  vt -q define "$tmp/$1.xml" >/dev/null
}
: >"$tmp/code.fd"
if ok 'a domain with UEFI variables is defined' nvram uefi1 \
  "<nvram>$images/vars.fd</nvram>"; then
  run vt clone uefi1 uefi-a
  is 'UEFI variables are copied' "$status$errors$(cat \
    "$images/uefi-a_VARS.fd")" 0vars
  like 'and the clone uses its own' "$(xml_of uefi-a)" \
    "*>$images/uefi-a_VARS.fd</nvram>*"
  is 'with the mode of the old' "$(stat -c %a "$images/uefi-a_VARS.fd")" 640
fi
as_user cp "$images/vars.fd" "$images/base2_VARS.fd"
if ok 'so is one with the newer spelling' nvram uefi2 \
  "<nvram type='file'><source file='$images/base2_VARS.fd'/></nvram>"; then
  run vt clone uefi2 uefi-b
  is 'those are copied, too' "$status$errors$(cat \
    "$images/uefi-b_VARS.fd")" 0vars
  like 'and used' "$(xml_of uefi-b)" "*$images/uefi-b_VARS.fd*"
fi
if ok 'so is one whose variables do not exist yet' nvram uefi3 \
  "<nvram template='$images/vars.fd'>$images/none.fd</nvram>"; then
  run vt clone uefi3 uefi-c
  is 'it is cloned' "$status$errors" 0
  is 'and leaves the place to libvirt' "$(xml_of uefi-c |
    grep -c none.fd)" 0
fi

# A file stands for the device: libvirt looks at it only when it starts.
as_user cp "$images/vars.fd" "$images/device.fd"
block="<nvram type='block'><source dev='$images/device.fd'/></nvram>"
if ok 'so is one whose variables are on a device' nvram uefi4 "$block"; then
  run vt clone uefi4 uefi-d
  is 'they are copied where libvirt keeps such files' \
    "$status$errors$(cat "$tmp/embed/lib/qemu/nvram/uefi-d_VARS.fd")" 0vars
  like 'which the clone has as a file' "$(xml_of uefi-d | tr -d '\n')" \
    "*<nvram type='file'>*<source file='$tmp/embed/lib/qemu/nvram/uefi-d_VARS\
.fd'/>*"
  is 'and no longer as a device' "$(xml_of uefi-d | grep -c device.fd)" 0
  run vt clone uefi4 uefi-e --nvram "$images/mine.fd"
  is 'or where they are told to' "$status$errors$(cat "$images/mine.fd")" \
    0vars
  as_user rm "$images/device.fd"
  run vt clone uefi4 uefi-f
  like 'a device that is not there is refused, with the way out' \
    "$status$errors" '1*--nvram reset gives the clone new UEFI variables*'
  run vt clone uefi4 uefi-f --nvram reset
  is 'which works' "$status$(xml_of uefi-f | grep -c 'device.fd')" 00
fi

# ---- a writer in the meantime ------------------------------------------------

# qemu-img, with somebody who would write to what it is about to read.
as_user mkdir "$tmp/bin"
cat >"$tmp/qemu-img" <<END
#!/bin/sh
[ "\$1" != convert ] || qemu-io -f raw -c 'write -q 0 1k' '$images/calm.raw' \
  >'$tmp/bin/writer' 2>&1
exec $(command -v qemu-img) "\$@"
END
chmod 755 "$tmp/qemu-img"
as_user cp "$tmp/qemu-img" "$tmp/bin/"
domain calm "$(disk calm.raw raw 1M)" raw
with_writer() {
  PATH=$tmp/bin:$PATH vt -q clone calm calm2 --disk vda,format=qcow2
}
run with_writer
is 'an image is converted' "$status$errors" 0
like 'and nobody writes to it meanwhile' "$(cat "$tmp/bin/writer")" '*lock*'

# ---- places ----------------------------------------------------------------

run vt -q clone calm calm3 --disk "*,dir=/nonexistent" \
  --disk "vda,path=$images/own.raw"
is 'what is said of one disk wins over all' "$status$errors" 0
ok 'also its place' test -e "$images/own.raw"
run vt -q clone calm calm4 --dir "$images//"
like "a directory's name may end in '/'" "$(xml_of calm4)" \
  "*'$images/calm4.raw'*"
run vt 'clone calm calm5 -q; clone calm calm6'
like 'a quiet clone is quiet alone' "$out" "*'calm6' cloned from 'calm'*"

# ---- side by side -----------------------------------------------------------

# In one process, because the driver lives in it.
both() {
  printf '%s\n' 'start base' 'start web01'
  sleep 1
  echo list --name
}
run vt -q -f - < <(both)
is 'source and clone run side by side, and still do a second later' \
  "$status
$(printf '%s\n' "$out" | grep -vE '^$|started')" '0
base
web01'
real_end_domains

is "the source's XML is what it was" "$(xml_of base)" "$before"
is "the source's images are what they were" "$(sums)" "$sums_before"

done_testing
