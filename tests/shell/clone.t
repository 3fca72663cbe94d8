#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The clone command against libvirt's test driver, with pools and volumes.
. "${srcdir:-.}/tests/shell/lib.sh"

HOME=$tmp XDG_CONFIG_HOME=$tmp XDG_STATE_HOME=$tmp XDG_CACHE_HOME=$tmp
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME

volume() { # NAME FORMAT SIZE
  printf '%s\n' "<volume type='file'><name>$1</name><capacity>$3</capacity>" \
    "<allocation>$3</allocation><target><path>$pool_path/$1</path>" \
    "<format type='$2'/></target></volume>"
}
pool() { # NAME: with two volumes, which is what the test driver reads
  pool_path=/$1
  printf '%s\n' "<pool type='dir'><name>$1</name><target><path>/$1</path>" \
    "</target>"
  if [ "$1" = images ]; then
    volume base.qcow2 qcow2 1048576
    volume base-data.img raw 2097152
    volume other.img raw 1048576
  fi
  echo '</pool>'
}
cat >"$tmp/host.xml" <<END
<node>
  <domain type='test'>
    <name>base</name>
    <uuid>00000000-0000-4000-8000-000000000001</uuid>
    <title>the base</title>
    <memory>1024</memory>
    <os><type>hvm</type></os>
    <sysinfo type='smbios'><system>
      <entry name='uuid'>00000000-0000-4000-8000-000000000001</entry>
    </system></sysinfo>
    <devices>
      <disk type='volume' device='disk'>
        <driver name='qemu' type='qcow2'/>
        <source pool='images' volume='base.qcow2'/>
        <target dev='vda' bus='virtio'/>
      </disk>
      <disk type='file' device='disk'>
        <driver name='qemu' type='raw'/>
        <source file='/images/base-data.img'/>
        <target dev='vdb' bus='virtio'/>
      </disk>
      <disk type='file' device='cdrom'>
        <source file='/isos/debian.iso'/>
        <target dev='hdc' bus='ide'/>
        <readonly/>
      </disk>
      <interface type='network'>
        <mac address='52:54:00:00:00:01'/>
        <source network='default'/>
        <model type='virtio'/>
        <teaming type='persistent'/>
        <alias name='ua-one'/>
      </interface>
      <interface type='network'>
        <mac address='52:54:00:00:00:01'/>
        <source network='default'/>
        <model type='virtio'/>
        <teaming type='transient' persistent='ua-one'/>
      </interface>
      <interface type='network'>
        <mac address='52:54:00:00:00:02'/>
        <source network='default'/>
      </interface>
      <graphics type='vnc' port='5901' autoport='no'/>
    </devices>
    <test:runstate xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>5</test:runstate>
  </domain>
  <domain type='test'>
    <name>running</name>
    <uuid>00000000-0000-4000-8000-000000000002</uuid>
    <memory>1024</memory>
    <os><type>hvm</type></os>
  </domain>
  $(pool images)
  $(pool fast)
  <network><name>default</name><bridge name='virbr0'/></network>
</node>
END
uri=test:///$tmp/host.xml

# Each run has a host of its own, which is gone afterwards: so questions about
# a clone are asked in the same run.
on_host() {
  run "$vt" -q -c "$uri" "$@"
}
lines() { # PATTERN: how many lines of $out have it
  printf '%s\n' "$out" | grep -c -- "$1"
}

# ---- a clone -------------------------------------------------------------------

on_host 'clone base web01; dumpxml web01; list --all --name'
is 'a domain with volumes is cloned' "$status$errors" 0
like 'it says so' "$out" "Domain 'web01' cloned from 'base'*"
is 'the clone is one of the domains' "$(lines '^web01$')" 1
is 'a volume stays a volume, with the new name' \
  "$(lines "pool='images' volume='web01.qcow2'")" 1
is 'a file stays a file, with the new name' \
  "$(lines "file='/images/web01-data.img'")" 1
is 'a CD-ROM is shared' "$(lines "file='/isos/debian.iso'")" 1
is 'the title goes' "$(lines '<title>')" 0
is 'no address of the source is left' "$(lines '52:54:00:00:00:0')" 0
is 'both ends of a teaming pair have the same new address' \
  "$(printf '%s\n' "$out" | grep '<mac ' | sort | uniq -c |
    awk '{ print $1 }' | sort | xargs)" '1 2'
is 'the UUID is new, twice the same' "$(printf '%s\n' "$out" |
  sed -n 's|.*<uuid>\(.*\)</uuid>.*|\1|p; s|.*uuid.>\(.*\)</entry>.*|\1|p' |
  grep -v '^00000000' | sort | uniq -c | awk '{ print $1 }')" 2
is 'a fixed port becomes a free one' "$(lines "port='5901'")" 0

on_host 'clone base web01; clone base web02; clone web01 web03;
  dumpxml web03; dumpxml base'
is 'a clone can be cloned' "$status$errors" 0
is 'its volumes are named after it' "$(lines "volume='web03.qcow2'")" 1
is 'the source is what it was' "$(lines "volume='base.qcow2'")" 1

# ---- choices -------------------------------------------------------------------

# The test driver copies within one pool only; see real/clone_session.t.
on_host 'clone base web01 --disk vda,name=root.img; dumpxml web01'
is 'a volume gets the name that was given' \
  "$status$(lines "pool='images' volume='root.img'")" 01
on_host "clone base web01 --disk '*,action=share' --disk vdb,action=drop
  dumpxml web01"
is 'what is said of one disk wins over all' \
  "$status$(lines "volume='base.qcow2'")$(lines vdb)" 010
on_host 'clone base web01 --mac 52:54:00:00:0a:01; dumpxml web01'
is 'the other end of a teaming pair follows --mac' \
  "$status$(lines '52:54:00:00:0a:01')" 02
on_host 'clone base web01 --mac 52:54:00:00:0a:01 --mac 52:54:00:00:0a:02 \
  --mac 52:54:00:00:0a:03; dumpxml web01'
is '--mac is taken in the order of the interfaces' \
  "$status$(printf '%s\n' "$out" | sed -n "s/.*mac address='\(.*\)'.*/ \1/p" |
    tr -d '\n')" '0 52:54:00:00:0a:01 52:54:00:00:0a:02 52:54:00:00:0a:03'
on_host 'clone base web01 --uuid 11111111-2222-4333-8444-555555555555
  dumpxml web01'
is '--uuid is taken, in sysinfo too' \
  "$status$(lines 11111111-2222-4333-8444-555555555555)" 02

# ---- looking only --------------------------------------------------------------

on_host 'clone base web01 --dry-run; clone base web01 --dry-run;
  list --all --name'
is 'a dry run may be repeated: it changes nothing' \
  "$status$errors$(lines '^web01$')" 00
like 'it shows where the disks go' "$out" '*vda*copy*volume*web01.qcow2*'
is 'it shows the XML that changes' "$(lines '^+  <name>web01</name>')" 2
is 'and only that' "$(lines '^[+-] .*<memory')" 0
on_host clone base web01 --print-xml
is '--print-xml prints XML and nothing else' "$status$errors" 0
is 'of the clone' "$(lines '<name>web01</name>')" 1
printf '%s\n' "$out" >"$tmp/web01.xml"
on_host "define $tmp/web01.xml; list --all --name"
is 'which can be defined' "$status$(lines '^web01$')" 01

# ---- ways to say it ------------------------------------------------------------

on_host clone base web01
is 'as words of the command line' "$out" "Domain 'web01' cloned from 'base'"
on_host clone --name web01 --source base
is 'with the names of the words' "$out" "Domain 'web01' cloned from 'base'"
echo 'clone base web01' >"$tmp/script"
on_host -f "$tmp/script"
is 'in a script' "$out" "Domain 'web01' cloned from 'base'"
on_host <"$tmp/script"
is 'on standard input' "$out" "Domain 'web01' cloned from 'base'"
run "$vt" -q -c test:///default 'destroy test
  clone test web01 --disk vda,action=share'
is 'after the domain was destroyed in the same run' "$status" 0
on_host clone base "web 'one'"
is 'a name with blanks and quotes' "$out" \
  "Domain 'web 'one'' cloned from 'base'"

# ---- what fails ----------------------------------------------------------------

fails() { # NAME STATUS PATTERN WORDS...: on a host of its own
  fails_name=$1 fails_status=$2 fails_text=$3
  shift 3
  on_host clone "$@"
  is "$fails_name: the status is $fails_status" "$status$out" "$fails_status"
  like "$fails_name: the error says so" "$errors" "error: $fails_text"
}
fails 'a domain that runs' 1 '*is not shut off*' running web01
fails 'a domain that is not there' 1 "*'nosuch'*" nosuch web01
fails 'a name that is taken' 1 "*'running' already exists" base running
fails 'a volume that is there' 1 \
  "*disk vda: volume 'other.img' of pool 'images' exists already" \
  base web01 --disk vda,name=other.img
fails 'a pool that is nearly there' 1 "*'fsat' (did you mean 'fast'?)*" \
  base web01 --disk vda,pool=fsat
fails 'a disk that is not there' 2 "*no disk 'vdz'; disks: vda, vdb, hdc" \
  base web01 --disk vdz,pool=fast
fails 'an action that is not there' 2 '*' base web01 --disk vda,action=copi
fails 'too many addresses' 2 '*4 times*3 interfaces' base web01 \
  --mac 52:54:00:00:0a:01 --mac 52:54:00:00:0a:02 --mac 52:54:00:00:0a:03 \
  --mac 52:54:00:00:0a:04
fails 'an address of another domain' 1 "*belongs to domain 'base' already" \
  base web01 --mac 52:54:00:00:00:02
fails 'a UUID that is none' 2 "*'1234' is not a UUID" base web01 --uuid 1234
fails 'an empty disk that is smaller' 1 "*cannot shrink from*" \
  base web01 --disk vda,action=empty,size=1
fails 'no words' 2 '*' --force
run "$vt" -r -q -c "$uri" clone base web01
like 'a read-only connection is refused' "$status$errors" '1error: *'

on_host 'clone base web01; clone base web01; list'
is 'a list of commands ends at a clone that fails' "$status$out" \
  "1Domain 'web01' cloned from 'base'"

# Names that libvirt chokes on: it must never see them.
too_long=$(printf '%0300d' 0 | tr 0 x)
newline='a
b'
for name in '' . .. .x a/b "$newline" "$too_long"; do
  LIBVIRT_DEBUG=1 LIBVIRT_LOG_OUTPUTS="1:file:$tmp/log" \
    on_host clone base "$name"
  shown=$(printf '%.20s' "$name" | tr '\n' ' ')
  like "the name '$shown' is refused" "$status$errors" \
    '1*error: invalid domain name*'
  is "in one line, without '$shown' itself" \
    "$(printf '%s\n' "$errors" | grep -c "error: ")" 1
  is "and libvirt is not asked to define '$shown'" \
    "$(grep -c 'virDomainDefine\|virStorageVolCreate' "$tmp/log" 2>/dev/null)" \
    "$([ -e "$tmp/log" ] && echo 0)"
  rm -f "$tmp/log"
done
LIBVIRT_DEBUG=1 LIBVIRT_LOG_OUTPUTS="1:file:$tmp/log" on_host clone base web01
ok 'a good name is: the log would have shown it' \
  grep -q 'virDomainDefineXMLFlags' "$tmp/log"

sed 's/volume=.base.qcow2./volume="lost.qcow2"/' "$tmp/host.xml" >"$tmp/lost.xml"
run "$vt" -c "test:///$tmp/lost.xml" clone base web01
like 'a volume that is not there is an error that says so' "$errors" \
  "*cannot find volume 'lost.qcow2' of pool 'images': Storage volume not found*"
done_testing
