# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
#
# For tests of hooks, after lib.sh: homes of their own, an empty directory of
# the user's hooks ($hooks), and a copy of the host of the test driver that has
# a domain `base`.

HOME=$tmp XDG_CONFIG_HOME=$tmp/config XDG_STATE_HOME=$tmp XDG_CACHE_HOME=$tmp
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME
umask 022
hooks=$XDG_CONFIG_HOME/virt-twin/hooks.d
mkdir -p "$hooks"

cp "$srcdir/tests/data/host.xml" "$tmp/host.xml"
chmod u+w "$tmp/host.xml"

# vt COMMANDS: on a host of its own, which is gone afterwards.
vt() {
  run "$vt" -q -c "test://$tmp/host.xml" "$1"
}

# hook NAME: the file of that name is standard input, and the only one.
hook() {
  rm -f "$hooks"/*
  cat >"$hooks/$1"
}
