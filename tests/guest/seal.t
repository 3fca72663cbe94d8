#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Sealing edits the copies, serves several clones at a time, and lets hooks edit
# them, too.
. "${srcdir:-.}/tests/guest/seal.sh"

# ---- one, in a raw image

base=$(system base.img "mkdir etc/postfix; printf 'base\\0 1\\0' >etc/postfix/main.cf")
domain base "$base" raw
sum=$(sha256sum <"$base")
run vt clone base one --identity seal
is 'a machine in a raw image is sealed' "$status" 0
new=$(disk_of one)
is 'it has its own host name' "$(inside "$new" /etc/hostname)" one
is 'its id is empty' "$(inside "$new" /etc/machine-id)" ''
is "D-Bus's is gone" "$(inside "$new" /var/lib/dbus/machine-id)" ''
is 'no byte of a file is lost' "$(inside "$new" /etc/postfix/main.cf | od -An -c |
  tr -d ' ')" 'one\01\0'
is 'its users keep their keys' \
  "$(inside "$new" /home/u/.ssh/authorized_keys)" key
like 'its host key has its name' \
  "$(inside "$new" /etc/ssh/ssh_host_ed25519_key.pub)" '* root@one'
is 'a private key can be read by root alone' \
  "$(debugfs -R 'stat /etc/ssh/ssh_host_ed25519_key' "$new" 2>/dev/null |
    sed -n 's/.*Mode:  \([0-7]*\).*/\1/p')" 0600
is 'the source is as it was' "$(sha256sum <"$base")" "$sum"

# ---- several, in overlays

export LIBGUESTFS_TRACE=1
run vt clone base 'many-{1..4}' --linked --identity seal --seal hosts=keep
unset LIBGUESTFS_TRACE
is 'four overlays are sealed' "$status" 0
is 'by two appliances: one looks, one edits' \
  "$(printf '%s\n' "$errors" | grep -c 'trace: launch$')" 2
for i in 1 4; do
  is "overlay $i is another machine" \
    "$(inside "$(disk_of "many-$i")" /etc/hostname)" "many-$i"
done
is 'what is below them is as it was' "$(sha256sum <"$base")" "$sum"

# ---- what hooks do

cat >"$tmp/hook.lua" <<'END'
virt.hook {
  name = "h",
  copied = function(c)
    local g = c.guest
    assert(g:read "/etc/hostname" == c.name .. "\n")
    g:write("/etc/motd", "hel\0lo\n")
    g:write("/etc/motd", g:read "/etc/motd")
    if c.name == "bad-2" then g:write("/no/such/place", "") end
  end,
}
END
run vt clone base 'bad-{1..3}' --identity seal --hook "$tmp/hook.lua"
is 'one of three cannot be changed' "$status" 1
like 'and says why' "$errors" '*/no/such/place*'
gone bad-2
is 'the others are there, sealed and edited' \
  "$(inside "$(disk_of bad-3)" /etc/hostname) \
$(inside "$(disk_of bad-3)" /etc/motd | tr '\0' .)" 'bad-3 hel.lo'

done_testing
