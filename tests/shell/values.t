#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# TAB completes what an option takes: disks of the source, keys and their
# values, pools, volumes, columns, settings, aliases; typed at a terminal.
. "${srcdir:-.}/tests/shell/lib.sh"
need tmux
[ -x "$vt" ] || skip_all 'there is no program'
. "$srcdir/tests/shell/screen.sh"

volume() {
  echo "<volume><name>$1</name><capacity>1024</capacity>
    <target><path>/$1</path></target></volume>"
}
pool() {
  echo "<pool type='dir'><name>$1</name><target><path>/$1</path></target>
    $2</pool>"
}
disk() {
  echo "<disk type='file'><source file='$tmp/$1.img'/><target dev='$1'/></disk>"
}
off='<test:runstate>5</test:runstate>'
cat >"$tmp/node.xml" <<END
<node xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
  <domain type='test'><name>it's on</name><memory>65536</memory>
    <os><type>hvm</type></os></domain>
  <domain type='test'><name>base</name><memory>65536</memory>
    <os><type>hvm</type></os>
    <devices>$(disk vda)$(disk vdb)</devices>$off</domain>
  <domain type='test'><name>it's off</name><memory>65536</memory>
    <os><type>hvm</type></os><devices>$(disk sda)</devices>$off</domain>
  $(pool ssd "$(volume a.img)$(volume 'big one.img')")
  $(pool 'slow; one' "$(volume c.img)")
</node>
END
terminal "NO_COLOR=1 '$vt' --norc -c 'test://$tmp/node.xml'"
last_is 'virt-twin #' >/dev/null || skip_all 'no program in a terminal'

# What TAB listed: all that is on the screen but the line.
listed() {
  screen | sed -e '/^virt-twin #/d' -e '/^$/d' | tr -s ' \n' ' ' |
    sed 's/ $//'
}

# offers TYPED WORDS: TAB lists these, in the order of the alphabet.
offers() {
  typed "$1"
  keys Tab Tab Tab
  for _ in $(seq 100); do
    [ -z "$(listed)" ] || break
    sleep 0.05
  done
  sleep 0.1
  is "TAB after: $1 lists" \
    "$(listed | tr ' ' '\n' | LC_ALL=C sort -u | tr '\n' ' ')" "$2 "
}

offers 'clone base web --disk ' 'vda vdb'
offers 'clone base web --disk vda,' "vda,action= vda,chain= vda,dir= \
vda,format= vda,method= vda,name= vda,path= vda,pool= vda,serial= vda,size="
offers 'clone base web --disk vda,action=' "vda,action=copy vda,action=drop \
vda,action=empty vda,action=external vda,action=share"
completes "clone it\'s\ off web --disk s" "clone it\'s\ off web --disk sda"
completes 'clone "it'\''s off" web --disk ' \
  'clone "it'\''s off" web --disk sda'
offers 'clone -o base --skip-copy v' 'vda vdb'
completes 'clone base web --disk vda,act' 'clone base web --disk vda,action='
completes 'clone base web --disk=vda,fo' 'clone base web --disk=vda,format='
completes 'clone base web --disk vda,pool=ss' \
  'clone base web --disk vda,pool=ssd'
completes 'clone base web --disk vda,pool=sl' \
  'clone base web --disk vda,pool=slow\;\ one'
completes 'clone base web --disk "vda,pool=sl' \
  'clone base web --disk "vda,pool=slow; one"'
completes "clone base web --disk 'vda,pool=sl" \
  "clone base web --disk 'vda,pool=slow; one'"
completes 'clone base web --disk vda,pool=ssd,name=b' \
  'clone base web --disk vda,pool=ssd,name=big\ one.img'
completes 'clone base web --pool "slow; one" --disk vda,name=' \
  'clone base web --pool "slow; one" --disk vda,name=c.img'
completes 'clone base web --pool sl' 'clone base web --pool slow\;\ one'
completes 'clone it' "clone it\'s\ off"
completes 'destroy it' "destroy it\'s\ on"
completes 'rename "it' "rename \"it's off\""
completes 'list --columns na' 'list --columns name'
completes 'list --columns name,uu' 'list --columns name,uuid'
offers 'set color ' 'always auto never'
completes 'set hi' 'set hints'
completes 'time list --al' 'time list --all'
keys C-u
enter 'alias ls = list --all'
completes 'unalias l' 'unalias ls'
completes 'ls --sort na' 'ls --sort name'
completes 'alias x = destr' 'alias x = destroy'
completes 'connect test' 'connect test:///default'

# A completed word is the word that is meant.
typed 'clone base web --dry-run --pool=ssd --disk "vda,action=share" --disk vdb,ac'
keys Tab dr Tab Enter
ok 'and Enter reaches what is meant' shows '^-  *<target dev="vdb"'

done_testing
