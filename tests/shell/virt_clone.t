#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# clone takes virt-clone's options, with its way to name things.
. "${srcdir:-.}/tests/shell/lib.sh"

HOME=$tmp XDG_CONFIG_HOME=$tmp XDG_STATE_HOME=$tmp XDG_CACHE_HOME=$tmp
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME
cd "$tmp" || exit 99

printf one >one.img
printf two >web.raw
printf cd >cd.iso
cat >web.xml <<END
<domain type='test'>
  <name>web</name>
  <uuid>00000000-0000-4000-8000-000000000001</uuid>
  <memory>1024</memory>
  <os><type>hvm</type></os>
  <devices>
    <disk type='file' device='disk'>
      <source file='$tmp/one.img'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <disk type='file' device='disk'>
      <source file='$tmp/web.raw'/>
      <target dev='vdb' bus='virtio'/>
    </disk>
    <disk type='file' device='cdrom'>
      <source file='$tmp/cd.iso'/>
      <target dev='sda' bus='sata'/>
      <readonly/>
    </disk>
    <interface type='user'><mac address='52:54:00:00:00:01'/></interface>
  </devices>
</domain>
END
uri=test:///default

# vc WORDS...: the clone's XML, without a change
vc() {
  run "$vt" -q clone --connect "$uri" --original-xml web.xml --print-xml "$@"
}
has() { # NAME PATTERN
  like "$1" "$out" "*$2*"
}

vc --auto-clone
is 'a file is cloned where there is no such domain' "$status" 0
has 'its name is NAME-clone' '<name>web-clone</name>'
has 'a file with another name gets -clone' "$tmp/one-clone.img"
has 'a file with its name gets the new one' "$tmp/web-clone.raw"
has 'a CD-ROM is shared' "$tmp/cd.iso"
vc --auto
has 'a beginning of an option is enough' '<name>web-clone</name>'
vc -n new -f a.img -f b.img
has 'short options are taken' '<name>new</name>'
has 'files go to the disks in order' "$tmp/a.img"
has 'the second, too' "$tmp/b.img"
vc -nnew -f a.img --auto-clone
has 'what has no file is named' "$tmp/new.raw"
vc -n new -f a.img --skip-copy=vda
has 'a disk is shared on request' "$tmp/one.img"
has 'and the file is for the next' "$tmp/a.img"
vc -n new -f a.img -f b.img -f c.iso --force-copy sda
has 'a disk is copied on request' "$tmp/c.iso"
vc -n new -f one.img -f web.raw --preserve-data
has 'files that are there are used' "$tmp/one.img"
vc -n one -n two --auto-clone
has 'the last name counts' '<name>two</name>'
vc --auto-clone -m RANDOM -u 00000000-0000-4000-8000-000000000002
has 'a UUID is taken' 000000000002
is 'a random address is another one' "$(echo "$out" | grep -c 00:00:00:01)" 0

fails() { # NAME PATTERN WORDS...
  name=$1 pattern=$2
  shift 2
  vc "$@"
  [ "$status" -ne 0 ]
  result $? "$name is refused"
  like "and why is said ($name)" "$errors" "*$pattern*"
}
fails 'neither a name nor --auto-clone' 'a name is required' -f a.img
fails 'neither a file nor --auto-clone' 'either --auto-clone or --file' -n x
fails 'too few files' '1 disks more' -n x -f a.img
fails 'a file that is there' 'exists already' -n x -f one.img -f b.img
fails 'a disk that is not there' "no disk 'vdz'" --auto-clone --skip-copy vdz
fails 'an unknown check' "is not one of" --auto-clone --check x=off
fails 'a name that is taken' 'already exists' --auto-clone -n test
fails 'an unknown check after one that is known' "'x=off' is not one of" \
  --auto-clone --check mac_in_use=off --check x=off
vc --auto-clone --check mac_in_use=off,disk_size=off
is 'checks are a list' "$status$errors" 0
run "$vt" clone --connect "$uri" web a b --file a.img
is 'a file is for one clone' "$status" 2
like 'and that is said' "$errors" '*are for one clone, not for 2*'
run "$vt" clone --connect "$uri" web 'a{1,2}' --auto-clone
is 'also where braces stand for several' "$status" 2
run "$vt" clone --connect "$uri" web --original web2 --auto-clone
like 'a source is named once' "$errors" "*named twice: 'web' and 'web2'*"
run "$vt" clone --connect "$uri" --auto-clone
is 'a source is required' "$status" 2
run "$vt" clone --connect "$uri" --original nosuch --auto-clone
like 'one that is there' "$errors" "*failed to get domain 'nosuch'"

before=$(ls)
vc --auto-clone -n test --replace
has 'the name of a domain that goes is free' '<name>test</name>'
run "$vt" -q -c "$uri" "clone --original-xml web.xml -n test --auto-clone \
--replace" </dev/null
is 'without a terminal --replace wants --yes' "$status-$errors" \
  "1-error: refusing to end and undefine 'test' without --yes (not a terminal)"
is 'and nothing was done' "$(ls)" "$before"
run "$vt" -q -c "$uri" "set confirm off
clone --original-xml web.xml -n test --auto-clone --replace" </dev/null
is 'or set confirm off' "$status" 0
rm -f ./*-clone* test.raw
run "$vt" -q -c "$uri" "clone --original-xml web.xml -n test --auto-clone \
--replace --yes; dumpxml test"
is 'that domain is replaced' "$status" 0
has 'by the clone' "$tmp/one-clone.img"
is 'its disks are copied' "$(cat one-clone.img)" one
is 'and the source is as it was' "$(cat one.img web.raw)" onetwo
rm -f ./*-clone* test.raw
cat >host.xml <<END
<node><domain type='test'
  xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
  <name>test</name><memory>1024</memory><os><type>hvm</type></os>
  <test:domainsnapshot><name>s</name>
    <state>running</state><creationTime>1</creationTime><active>1</active>
    <domain type='test'><name>test</name><memory>1024</memory>
    <os><type>hvm</type></os></domain>
  </test:domainsnapshot>
</domain></node>
END
run "$vt" -q -c "test:///$tmp/host.xml" clone --original-xml web.xml -n test \
  --auto-clone --replace --yes
like 'one that libvirt would not undefine is not ended before it says so' \
  "$errors" "*cannot replace domain 'test': it has snapshots or checkpoints*"
rm -f ./*-clone* test.raw
run "$vt" -q -c "$uri" "define web.xml; clone -o web --auto-clone; \
clone -o web --auto-clone; clone -o web-clone --auto-clone; list --all --name"
like 'names are counted on' "$out" '*web-clone*web-clone1*web-clone2*'
cat >ten.xml <<END
<domain type='test'><name>x-clone9</name><memory>1024</memory>
<os><type>hvm</type></os></domain>
END
run "$vt" -q -c "$uri" clone --original-xml ten.xml --auto-clone --print-xml
has 'also beyond nine' '<name>x-clone10</name>'
sed -i 's/clone9/clone10/' ten.xml
run "$vt" -q -c "$uri" clone --original-xml ten.xml --auto-clone --print-xml
has 'where virt-clone begins anew' '<name>x-clone11</name>'
run "$vt" -q -c "$uri" clone --original-xml nosuch.xml --auto-clone
like 'a file that is not there is an error' "$errors" "*failed to open file 'nosuch.xml'*"
cat >fd.xml <<END
<domain type='test'><name>fd</name><memory>1024</memory>
<os><type>hvm</type></os><devices><disk type='file' device='disk'>
<source file='$tmp/one.img' fdgroup='a'/><target dev='vda' bus='virtio'/>
</disk></devices></domain>
END
run "$vt" -q -c "$uri" clone --original-xml fd.xml --auto-clone --print-xml
like 'an image that only another program has open is refused' "$errors" \
  '*passed in by another program*'
run "$vt" -c "$uri" clone -x y
is 'what no option has for a letter is data' "$status" 1
done_testing
