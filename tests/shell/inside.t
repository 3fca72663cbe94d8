#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Choosing what becomes of a clone's inside; tests/guest/ looks into clones.
. "${srcdir:-.}/tests/shell/lib.sh"

export HOME="$tmp" XDG_CONFIG_HOME="$tmp/config" XDG_STATE_HOME="$tmp/state"
mkdir -p "$XDG_CONFIG_HOME/virt-twin/hooks.d"
conf=$XDG_CONFIG_HOME/virt-twin/hooks.conf
cat >"$tmp/base.xml" <<'END'
<domain type="test"><name>base</name><memory>8192</memory>
  <os><type>hvm</type></os></domain>
END

# clone WORD...: of a domain that has no disks.
clone() {
  run "$vt" -q -c test:///default \
    "define $tmp/base.xml; clone base $*"
}

clone new --dry-run
like 'by default the inside stays as it is' "$out" '*would be cloned*'
is 'and nothing is said of it' "$(echo "$out" | grep inside)" ''

clone new --identity sael
is 'a method that there is not is a mistake' "$status" 2
like 'which names those that there are' "$errors" "*'sael'*none auto*seal*"
clone new --identity seal,auto
like 'auto stands alone' "$errors" "*'auto' stands alone*"
clone new --audit --start
is 'a machine that runs cannot be looked into' "$status-$errors" \
  '2-error: --audit looks into disks at rest: it cannot go with --start'
clone new --audit --dry-run
like 'nor one that is not made' "$errors" '*when no clone is made*'
clone new --audit --json
like 'and a command has one value' "$errors" '*--audit has no place in --json*'
clone new --hostname web
like 'a host name needs a method' "$errors" '*without --identity*'
clone new --identity seal --hostname -x
like 'a host name is one' "$errors" "*'-x' is no host name*"
clone 'new-{1..2}' --identity seal --hostname x
like 'a host name is for one clone' "$errors" '*for one clone, not for 2*'
clone new --identity seal --seal hostnam=keep
like 'an item to seal is one' "$errors" "*did you mean 'hostname'*"
clone new --identity seal --seal hostname=drop
like 'and is reset or kept' "$errors" '*neither hostname=reset nor*'
clone new --seal hostname=keep
like 'sealing needs the method' "$errors" '*without --identity seal*'

clone new --identity seal
is 'disks that are elsewhere cannot be sealed' "$status" 1
run "$vt" -q -c test:///default list --all --name
is 'and no clone is made' "$(echo "$out" | grep -c new)" 0

# ---- without the library

mkdir "$tmp/lib"
echo nonsense >"$tmp/lib/libguestfs.so.0"
# shellcheck disable=SC2030,SC2031  # for this one run
LD_LIBRARY_PATH=$tmp/lib
export LD_LIBRARY_PATH
clone new --identity seal
unset LD_LIBRARY_PATH
like 'without libguestfs it says what to install' "$errors" '*install libguestfs*'

# ---- a site's default

printf '[clone]\nidentity = seal\n' >"$conf"
clone new
is 'a site can choose for all' "$status" 1
like 'and then the method is asked' "$errors" '*--identity seal: *'
clone new --identity none --dry-run
is 'the user has the last word' "$status" 0
printf '[clone]\nidentitty = seal\n' >"$conf"
clone new
like 'a key that there is not is told with its file' "$errors" \
  '*hooks.conf: \[clone\] identitty: *'
rm "$conf"

# ---- hooks

cat >"$tmp/hook.lua" <<'END'
virt.hook {
  name = "h",
  params = { identity = { "string", default = "none" } },
  place = function(c, p)
    c.hostname = "from-hook"
    c.identity = p.identity
  end,
  check = function(c)
    if c.name == "late" then c.hostname = "x" end
    if c.name == "early" then print(c.guest:read "/etc/hostname") end
    c:deny("%s %s", c.identity, c.hostname)
  end,
}
END
hook="--hook $tmp/hook.lua"
clone new "$hook"
like 'a hook chooses' "$errors" '*none from-hook*'
cat >"$tmp/unused.lua" <<'END'
virt.hook {
  name = "unused",
  plan = function(c)
    c.hostname, c.user_data, c.network_config = "web", "#cloud-config", "x"
  end,
}
END
clone new --hook "$tmp/unused.lua" --dry-run
like 'a host name of a hook that nothing takes is told' "$out" \
  '*note: c.hostname of a hook changes nothing inside: *--identity*'
like '... and texts for a seed that there is not' "$out" \
  '*note: c.user_data of a hook is not used: *note: c.network_config of a hook*'
clone new "$hook" --set identity=seal
like 'its choice is asked' "$errors" '*--identity seal: *'
clone new "$hook" --set identity=foo
like 'what is none is an error in its line' "$errors" "*hook.lua:*'foo'*"
clone late "$hook"
like 'it is too late in check' "$errors" "*cannot be changed in phase 'check'*"
clone early "$hook"
like 'the guest is not there before it is copied' "$errors" \
  '*c.guest has side effects*'

run "$vt" help seal
like 'help lists what is sealed' "$out" \
  '*machine-id*reset: the ids*ssh-host-keys*reset, *'
like 'and what is never common to clones on one base' "$out" \
  "*ssh-host-keys*reset, each clone's own: the keys*"

done_testing
