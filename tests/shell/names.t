#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Names that hurt a hypervisor do not reach libvirt. Its own log of all calls
# is asked, for each command that gives a domain a name.
. "${srcdir:-.}/tests/shell/lib.sh"

node=test://$srcdir/tests/data/domains.xml
nl='
'
tab=$(printf '\t')

# calls WORDS...: run a command, and leave what libvirt did in $tmp/log.
calls() {
  : >"$tmp/log"
  LIBVIRT_DEBUG=1 LIBVIRT_LOG_OUTPUTS="1:file:$tmp/log" \
    "$vt" -c "$node" "$@" >"$tmp/.out" 2>"$tmp/.err"
}

# never_reaches CALL WORDS...: with a bad name as the last word, CALL is not
# in the log of libvirt.
never_reaches() {
  call=$1
  shift
  long=$(printf '%0300d' 0 | tr 0 x)
  for name in .. . .x ./x a/b ../x / '' ' ' "a${nl}b" "$nl" "a${tab}b" \
    "$(printf 'a\177b')" "$(printf '\377')" "$(printf 'a\302\205b')" "$long"; do
    shown=$(printf %s "$name" | od -An -tx1 | tr -s ' \n' ' ' | cut -c1-30)
    calls "$@" "$name"
    status=$?
    is "$1 refuses the name$shown" "$status" 1
    is "and $call is not called for it" "$(grep -c "$call" "$tmp/log")" 0
  done
}

calls rename A fine
is 'the log shows the call that is made' \
  "$(grep -c ': virDomainRename:' "$tmp/log")" 1
never_reaches virDomainRename rename A

calls clone A fine
is 'the log shows how a clone is defined' \
  "$(grep -c ': virDomainDefineXMLFlags:' "$tmp/log")" 1
never_reaches virDomainDefineXML clone A

# A file says what a name is; libvirt would read what is said here.
for name in .. . .x ../x / '' ' ' 'a&#10;b' '&#9;' 'a&#127;b' \
  "$(printf %0300d 0 | tr 0 x)"; do
  echo "<domain type='test'><name>$name</name><memory>1024</memory>
    <os><type>hvm</type></os></domain>" >"$tmp/named.xml"
  calls define "$tmp/named.xml"
  is "define refuses the name '$(echo "$name" | cut -c1-12)'" $? 1
  is 'and virDomainDefineXML is not called for it' \
    "$(grep -c virDomainDefineXML "$tmp/log")" 0
done

done_testing
