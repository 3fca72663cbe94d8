#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a source says to the hooks of its clones, in its metadata.
. "${srcdir:-.}/tests/shell/lib.sh"
. "$srcdir/tests/shell/hooks.sh"

conf=$XDG_CONFIG_HOME/virt-twin/hooks.conf
hook owner.lua <<'LUA'
virt.hook { name = "owner", desc = "whose it is",
  params = { owner = { "string", default = "us", pattern = "^%a" },
             days = { "integer", default = 30, min = 1 },
             key = { "string", secret = true } },
  mutate = function(c, p) c.xml:set("title", p.owner .. p.days) end }
virt.hook { name = "other", match = { source = "golden-*" }, plan = print }
virt.hook { name = "third", match = { name = "web*" },
  plan = function() end }
LUA

# title: of a clone that was shown.
title() {
  printf '%s\n' "$out" | sed -n 's,.*<title>\(.*\)</title>.*,\1,p'
}

vt 'hook enable owner --domain base --set owner=meta --set days=7;
    clone base web1 --print-xml'
is 'a source sets parameters' "$status$errors $(title)" '0 meta7'
vt 'hook disable owner --domain base; clone base web1 --print-xml'
is 'and switches a hook off' "$(title)" ''
vt 'hook disable owner --domain base --set days=8;
    hook enable owner --domain base; clone base web1 --print-xml'
is 'its values stay while it is off' "$(title)" us8
vt 'hook enable owner --domain base --set days=8;
    hook enable owner --domain base --set owner=x; clone base web1 --print-xml'
is 'values are set one by one' "$(title)" x8
vt 'hook enable owner --domain base --set days=8;
    clone base web1; dumpxml web1'
not_ok 'other metadata stays' test "${out#*acme:owner}" = "$out"
like 'a clone has it as well' "$out" \
  "*<hooks:param name=?days?>8</hooks:param>*"
vt 'hook enable owner --domain base --set days=8;
    clone base web1 --print-xml --set days=9'
is 'the command line is stronger' "$(title)" us9
printf '[owner]\nowner = conf\ndays = 2\n' >"$conf"
vt 'hook enable owner --domain base --set days=8; clone base web1 --print-xml'
is 'a file is weaker' "$(title)" conf8

# ---- telling

vt 'hook enable owner --domain base --set days=8; hook show owner --domain base'
like 'show has the origin' "$out" \
  "*  days  *8 *metadata*  owner *conf *$conf*"
vt 'hook show owner'
like 'in general it has another' "$out" "*  days  *2 *$conf*"
vt 'hook disable owner --domain base; hook list --domain base'
like 'list says which hooks run for the clones' "$out" \
  '* no: metadata *owner*no: match *other*it depends *third*'
like 'the core'"'"'s do' "$out" '* yes *core/mac*'
vt 'hook show other --domain base'
like 'show says so, too' "$out" '*Source: *no: match*'
rm "$conf"

# ---- refused, with nothing changed

# refused NAME WORDS PATTERN
refused() {
  vt "hook $2"
  like "$1" "$errors" "error: $3"
  [ "$status" -ne 0 ] || result 1 "$1, as an error"
}
refused 'a hook must be there' 'enable onwer --domain base' \
  "*there is no hook 'onwer' (did you mean 'owner'?)*"
refused 'a parameter, too' 'enable owner --domain base --set dasy=1' \
  "*hook 'owner' has no parameter 'dasy' (did you mean 'days'?)*"
refused 'its value fits' 'enable owner --domain base --set days=0' \
  '*days: 0 is outside 1..*'
refused 'a secret stays out of metadata' \
  'enable owner --domain base --set key=pssst' \
  '*--set key: it is secret, and everybody can read metadata*'
refused 'the core goes its way' 'disable core/mac --domain base' \
  "*hook 'core/mac' has no settings for a source*"
refused 'a domain must be there' 'enable owner --domain none' "*'none'*"
refused 'values are for a domain' 'enable owner --set days=1' \
  '*wants --domain*'
refused 'and for one hook' 'enable owner other --domain base --set days=1' \
  '*for one hook*'
vt 'hook enable owner nobody --domain base; hook list --domain base'
is 'one wrong name stops all' "$status" 1

# Data does not choose what is loaded.
sed "s,<metadata>,&<p:hooks xmlns:p='https://virt-twin/xmlns/hooks/1'>\
<p:hook name='/tmp/evil.lua' enabled='yes'/><p:hook name='core/mac' \
enabled='no'/></p:hooks>," "$tmp/host.xml" >"$tmp/evil.xml"
run "$vt" -q -c "test://$tmp/evil.xml" 'clone base web1 --print-xml'
is 'names in metadata load nothing' "$status" 0
not_ok 'and take nothing of the core away' \
  grep -q 52:54:00:00:00:01 "$tmp/.out"

done_testing
