#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# lua_std.sh TYPES: a configuration of luacheck on standard output, in which
# `virt` has what the type definitions for editors declare, and nothing else.
set -eu

awk '
  BEGIN {
    print "-- What virt-twin gives to hooks; made from types/virt.d.lua."
    print "stds.virt = { read_globals = { virt = { fields = {" }
  function close_table() { if (inner != "") print "  } },"; inner = "" }
  /^---@class / { class = $2 }
  /^---@field / && class == "virt" { print "  " $2 " = {"  "},"; next }
  /^virt\.[a-z]+ = \{\}/ { close_table(); inner = substr($1, 6)
                           print "  " inner " = { fields = {"; next }
  /^(function )?virt\./ {
    name = $0; sub(/^function /, "", name); sub(/[ (].*/, "", name)
    parts = split(name, part, ".")
    if (parts == 2) { close_table(); print "  " part[2] " = {}," }
    else print "    " part[3] " = {}," }
  END {
    close_table()
    print "} } } }"
    print "std = \"lua54+virt\"" }
' "$1"
