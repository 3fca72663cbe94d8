#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# XML that means harm gets an error or a correct clone, soon.
. "${srcdir:-.}/tests/shell/lib.sh"

HOME=$tmp XDG_CONFIG_HOME=$tmp XDG_STATE_HOME=$tmp XDG_CACHE_HOME=$tmp
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME
cd "$tmp" || exit 99

# domain METADATA <DEVICES: a domain "base" in base.xml
domain() {
  {
    echo "<domain type='test'><name>base</name>"
    echo "<uuid>00000000-0000-4000-8000-0000000000aa</uuid>$1"
    echo '<memory>1024</memory><os><type>hvm</type></os><devices>'
    cat
    echo '</devices></domain>'
  } >base.xml
}
devices() { # FORMAT: 10,000 of them, with their numbers
  awk -v format="$1" 'BEGIN { for (i = 0; i < 10000; i++)
    printf format "\n", int(i / 256), i % 256 }'
}
vc() { # within a minute: ten times of what it takes
  run timeout 60 "$vt" -q clone --connect test:///default \
    --original-xml base.xml --auto-clone --print-xml
}
count() {
  echo "$out" | grep -c -- "$1"
}

devices "<interface type='user'><mac address='52:54:01:00:%02x:%02x'/>\
</interface>" | domain ''
vc
is '10,000 interfaces are cloned' "$status" 0
is 'each has an address' "$(count '<mac ')" 10000
is 'of its own' "$(echo "$out" | grep '<mac ' | sort -u | wc -l)" 10000
is 'and none the old one' "$(count 52:54:01:00)" 0

awk 'BEGIN { for (i = 0; i < 10000; i++) print "<serial type=\"file\">" \
  "<source path=\"/x/base-" i ".log\"/><target port=\"" i "\"/></serial>" }' |
  domain ''
vc
is '10,000 files are named' "$(count '-clone.log"')" 10000
awk 'BEGIN { for (i = 0; i < 10000; i++) print "<serial type=\"tcp\">" \
  "<source mode=\"bind\" host=\"h\" service=\"" 2000 + i "\"/>" \
  "<target port=\"" i "\"/></serial>" }' | domain ''
vc
is '10,000 ports are found' "$status" 0

open=$(awk 'BEGIN { for (i = 0; i < 5000; i++) printf "<a xmlns=\"u:x\">" }')
close=$(awk 'BEGIN { for (i = 0; i < 5000; i++) printf "</a>" }')
domain "<metadata>$open$close</metadata>" </dev/null
vc
is 'what is nested 5000 deep is refused' "$status" 1
like 'for its depth' "$errors" '*depth*'

domain "<description>$(awk 'BEGIN { for (i = 0; i < 100000; i++)
  printf "base " }')</description>" </dev/null
vc
is 'a long text is cloned' "$status" 0
run timeout 60 "$vt" clone --connect test:///default --original-xml base.xml \
  --auto-clone --dry-run
is 'and told in a short line' \
  "$(echo "$out" | sed -n "/^  description: /p" | awk '{ print length < 300 }')" 1

{
  echo "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>"
  echo "<domain type='test'><name>base</name><description>&b;</description>"
  echo '</domain>'
} >base.xml
vc
is 'entities are refused' "$status" 1
like 'before they grow' "$errors" '*document type declaration*'

{
  echo "<!DOCTYPE d [<!ENTITY x0 'ha'>"
  awk 'BEGIN { for (i = 1; i < 40; i++) printf "<!ENTITY x%d \"&x%d;&x%d;\">\n",
    i, i - 1, i - 1 }'
  echo "]><domain type='test'><name>&x39;</name></domain>"
} >base.xml
vc
is 'so is a bomb of them' "$status" 1
like 'at once' "$errors" '*base.xml:41: *entity reference*'
domain "<description>$(head -c 12000000 /dev/zero | tr '\0' x)</description>" \
  </dev/null
vc
is 'a text of 12 MB is cloned' "$status" 0

for name in ../x a/b .. . "$(printf 'a\nb')"; do
  printf '%s\n' "<domain type='test'><name>$name</name><memory>1</memory>" \
    '<os><type>hvm</type></os></domain>' >base.xml
  vc
  is "a name that leaves its directory is refused ($(echo "$name" | tr '\n' _))" \
    "$status" 1
done
# shellcheck disable=SC2016  # it must not run
domain '' <<'END'
<serial type='file'><source path='/x/$(touch gone);`touch gone`/base.log'/></serial>
<serial type='file'><source path='/x/../../base.log'/></serial>
<serial type='unix'><source mode='bind' path='relative/base.sock'/></serial>
END
vc
is 'odd paths are paths' "$status" 0
# shellcheck disable=SC2016
like 'a shell sees none of them' "$out" \
  '*$(touch gone);`touch gone`/base-clone.log*'
not_ok 'nothing has run' test -e gone
like 'they stay in their directory' "$out" '*"/x/../../base-clone.log"*'
echo '<domain' >base.xml
vc
is 'what is no XML is an error' "$status" 1
: >base.xml
vc
is 'so is nothing' "$status" 1
head -c 100000 /dev/urandom | tr -d '\0' >base.xml
vc
is 'so is anything' "$status" 1
printf '<?xml version="1.0" encoding="EUC-JP"?>\n<domain>\341ope</domain>' \
  >base.xml
vc
is 'what is not in its own encoding is an error' "$status" 1
is 'of one line' "$(echo "$errors" | wc -l)" 1
like 'that names the file' "$errors" "error: cannot clone 'base.xml': base.xml:*"
done_testing
