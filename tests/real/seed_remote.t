#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# cloud-init's seed on another machine: its bytes come and go by its storage
# pools, for no file there can be opened here.
. "${srcdir:-.}/tests/real/lib.sh"
need xorriso xmllint
real_daemon
real_far
value() { # DOMAIN XPATH
  vt -q dumpxml "$1" | xmllint --xpath "string($2)" -
}
in_iso() { # IMAGE FILE
  xorriso -osirrox on -indev "$1" -concat append - "/$2" 2>/dev/null
}
pool() { # NAME
  as_user mkdir "$images/$1"
  real_virsh -q "pool-define-as $1 dir --target $images/$1;
    pool-start $1" >/dev/null
}

pool store
pool other
mkdir "$tmp/seed"
printf 'instance-id: iid-base\nlocal-hostname: base\n' >"$tmp/seed/meta-data"
printf '#cloud-config\n# kept\n' >"$tmp/seed/user-data"
head -c 300000 /dev/urandom >"$tmp/seed/large"
xorriso -as mkisofs -quiet -volid cidata -J -r -o "$tmp/base-seed.iso" \
  "$tmp/seed" 2>/dev/null
as_user cp "$tmp/base-seed.iso" "$images/store/base-seed.iso"
real_virsh -q "vol-create-as store base.qcow2 1M --format qcow2;
  pool-refresh store" >/dev/null
domain_xml base "$images/store/base.qcow2" qcow2 | sed "/<memballoon/i\\
    <disk type='file' device='cdrom'><source \
file='$images/store/base-seed.iso'/><target dev='hdc' bus='ide'/><readonly/>\
</disk>" >"$tmp/base.xml"
chmod 644 "$tmp/base.xml"
vt -q define "$tmp/base.xml" >/dev/null
domain bare "$images/store/base.qcow2" qcow2
before=$(cksum <"$images/store/base-seed.iso")

# ---- the source's, made anew ----
run far -q clone base plain --dry-run
like 'from afar a seed is known, too' "$out" \
  "*disk hdc is cloud-init's seed, and shared*"
run far -q clone base web --identity cloud-init
is 'it is made anew' "$status$errors" 0
seed=$(value web '//disk[2]/source/@file')
is 'beside the old one, as a volume of its pool' \
  "$seed $(real_virsh vol-pool "$seed")" "$images/store/web-seed.iso store"
is 'with its own id and name' "$(in_iso "$seed" meta-data)" \
  "instance-id: \"$(value web /domain/uuid)\"
local-hostname: \"web\""
is 'what else is in it came there and back' \
  "$(in_iso "$seed" large | cksum)" "$(cksum <"$tmp/seed/large")"
is 'the old one is untouched' "$(cksum <"$images/store/base-seed.iso")" \
  "$before"
run far -q clone base moved --identity cloud-init --pool other
is 'another pool can be said' "$(value moved '//disk[2]/source/@file')" \
  "$images/other/moved-seed.iso"

# ---- a new one ----
run far -q clone bare fresh --identity cloud-init
is 'a machine without a seed gets one' "$status$errors" 0
is 'in a volume, too' \
  "$(in_iso "$(value fresh '//disk[2]/source/@file')" meta-data)" \
  "instance-id: \"$(value fresh /domain/uuid)\"
local-hostname: \"fresh\""

# ---- what fails ----
cat >"$tmp/fail.lua" <<'END'
virt.hook { name = "fail", copied = function() error("enough") end }
END
run far -q clone base undone --identity cloud-init --hook "$tmp/fail.lua"
like 'a failure after the seed was written' "$errors" '*enough*'
is 'takes the volume back' "$(real_virsh -q vol-list store | grep undone)" ''
is 'and its file' "$(find "$images" -name 'undone*')" ''
run far -q clone base no --identity cloud-init --dir "$tmp"
is 'a directory that is no pool is refused' "$status" 1
done_testing
