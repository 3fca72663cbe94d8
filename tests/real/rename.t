#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# rename takes the files along that carry the domain's name, or nothing.
. "${srcdir:-.}/tests/real/lib.sh"
real_embed

qcow2=$(disk base.qcow2 qcow2 1M)
other=$(disk data.raw raw 1M)
word=$(disk base-logs.raw raw 1M)
part=$(disk database.raw raw 1M)
dd if=/dev/zero of="$images/code.fd" bs=64K count=1 status=none
cp "$images/code.fd" "$images/base_VARS.fd"
domain_xml base "$qcow2" qcow2 "$other" raw "$word" raw "$part" raw |
  sed "/<os>/s,.*,  <os><type arch='x86_64' machine='pc'>hvm</type>\
<loader readonly='yes' type='pflash'>$images/code.fd</loader>\
<nvram>$images/base_VARS.fd</nvram></os><features><acpi/></features>," >"$tmp/base.xml"
chmod 644 "$tmp/base.xml"
ok 'a domain is defined' vt -q define "$tmp/base.xml"
files() {
  (cd "$images" && echo *)
}
before=$(files)

run vt rename base web --disks --dry-run
like 'a dry run says what would move' "$out" \
  "*'$images/base.qcow2' would move to '$images/web.qcow2'*"
is 'and moves nothing' "$(files)" "$before"

run vt rename base one
is 'a domain is renamed' "$status" 0
is 'its UEFI variables follow it' "$(files)" \
  'base-logs.raw base.qcow2 code.fd data.raw database.raw one_VARS.fd'
run vt 'rename one base; rename base web --disks'
is 'with --disks its images do, too' "$status" 0
is 'those that carry its name' "$(files)" \
  'code.fd data.raw database.raw web-logs.raw web.qcow2 web_VARS.fd'
run vt dumpxml web
is 'its XML says so' "$(echo "$out" | grep -c "$images/web[-._]")" 3
run vt 'start web; destroy web'
is 'it starts' "$status" 0

# ---- refused, and nothing is done ----

before=$(files)
domain_xml user "$images/web-logs.raw" raw >"$tmp/user.xml"
vt -q define "$tmp/user.xml" >/dev/null
run vt rename web x --disks
is 'an image that another domain uses stays' "$status" 1
like 'and so does all' "$errors" "*web-logs.raw' is used by domain 'user'*"
is 'nothing has moved (other domain)' "$(files)" "$before"
vt -q undefine user >/dev/null
touch "$images/x.qcow2"
run vt rename web x --disks
like 'a file is not overwritten' "$errors" "*x.qcow2' exists already*"
rm "$images/x.qcow2"
run vt 'clone web linked --linked'
run vt rename web x --disks
like 'an image that a linked clone needs stays' "$errors" '*linked*'
vt -q undefine linked --nvram >/dev/null
run vt -q rename web x --disks
is 'without any of these it is renamed' "$status" 0

# The last step fails: libvirt cannot write its file of that name.
before=$(files)
mkdir "$tmp/embed/etc/qemu/z.xml"
run vt rename x z --disks
is 'a rename that fails late' "$status" 1
is 'moves all back' "$(files)" "$before"
run vt 'start x; destroy x'
is 'and the domain is as it was' "$status" 0
done_testing
