# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
#
# For tests of hooks, after lib.sh: homes of their own, an empty directory of
# the user's hooks ($hooks), and a host of the test driver with a domain `base`.

HOME=$tmp XDG_CONFIG_HOME=$tmp/config XDG_STATE_HOME=$tmp XDG_CACHE_HOME=$tmp
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME
umask 022
hooks=$XDG_CONFIG_HOME/virt-twin/hooks.d
mkdir -p "$hooks"

cat >"$tmp/host.xml" <<'XML'
<node>
  <domain type='test'>
    <name>base</name>
    <uuid>00000000-0000-4000-8000-000000000001</uuid>
    <memory unit='GiB'>2</memory>
    <metadata>
      <acme:vm xmlns:acme='https://acme.example/vm/1'>
        <acme:owner>me</acme:owner>
      </acme:vm>
    </metadata>
    <vcpu>2</vcpu>
    <os><type>hvm</type></os>
    <devices>
      <disk type='file' device='disk'>
        <driver name='qemu' type='raw'/>
        <source file='/images/base.img'/>
        <target dev='vda' bus='virtio'/>
      </disk>
      <interface type='network'>
        <mac address='52:54:00:00:00:01'/>
        <source network='default'/>
      </interface>
      <interface type='network'>
        <mac address='52:54:00:00:00:02'/>
        <source network='default'/>
      </interface>
    </devices>
    <test:runstate
        xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>5</test:runstate>
  </domain>
  <pool type='dir'>
    <name>images</name>
    <target><path>/images</path></target>
    <volume>
      <name>base.img</name>
      <capacity>1048576</capacity>
      <allocation>1048576</allocation>
      <target><path>/images/base.img</path><format type='raw'/></target>
    </volume>
  </pool>
  <network><name>default</name><bridge name='virbr0'/>
    <ip address='192.168.122.1' netmask='255.255.255.0'/></network>
  <pool type='dir'><name>ssd</name><target><path>/ssd</path></target></pool>
</node>
XML

# vt COMMANDS: on a host of its own, which is gone afterwards.
vt() {
  run "$vt" -q -c "test://$tmp/host.xml" "$1"
}

# hook NAME: the file of that name is standard input, and the only one.
hook() {
  rm -f "$hooks"/*
  cat >"$hooks/$1"
}
