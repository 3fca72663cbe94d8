#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# lua_manual.sh TYPES TEMPLATE: virt-twin-lua(7) on standard output. The
# template's line @TYPES@ becomes what the type definitions for editors say, so
# that manual and editors cannot disagree.
set -eu
types=$1
template=$2

reference() {
  awk '
    function esc(s) { gsub(/\\/, "\\e", s); gsub(/-/, "\\-", s)
                      gsub(/\|/, "|\\:", s)
                      if (s ~ /^[.\047]/) s = "\\&" s
                      return s }
    # "string|string[]     names": the type is all up to two blanks.
    function field(rest,   name, at, type, text) {
      name = rest; sub(/ .*/, "", name); sub(/^[^ ]* */, "", rest)
      at = match(rest, /  +/)
      type = at ? substr(rest, 1, at - 1) : rest
      text = at ? substr(rest, at) : ""
      sub(/^ */, "", text)
      print ".TP"; print "\\fB" esc(name) "\\fR (" esc(type) ")"
      print (text == "" ? "\\&" : esc(text)) }
    function begin_class() {
      if (class != "") { print ".SS " esc(class); class = "" } }
    function call(line,   name) {
      sub(/^function /, "", line); sub(/ end$/, "", line)
      name = line; sub(/\(.*/, "", name)
      sub(/^[^(]*/, "", line)
      begin_class()
      print ".TP"
      print "\\fB" esc(name) "\\fR" esc(line) \
        (gives == "" ? "" : " \\(-> " esc(gives))
      print (doc == "" ? "\\&" : esc(doc))
      if (params != "") printf "%s", params
      doc = params = gives = "" }
    /^--------+ / { sub(/^-+ /, ""); print ".SH " toupper($0); next }
    /^---@meta/ || /^error/ { skip = 1; next }
    /^-- / && !skip { print esc(substr($0, 4)); next }
    /^$/ { if (class != "") begin_class(); skip = 0; doc = params = gives = ""; next }
    /^---@class / { class = $2; sub(/:$/, "", class); begin_class(); next }
    /^---@field / { field(substr($0, 11)); next }
    /^---@alias / { name = $2; sub(/^---@alias [^ ]* */, "")
                    print ".TP"; print ".B " esc(name); print esc($0); next }
    /^---@param / { sub(/^---@param */, ""); text = ""
                    if (match($0, /  +/)) { text = substr($0, RSTART)
                      sub(/^ */, "", text)
                      params = params ".br\n" esc($1 ": " text) "\n" }
                    next }
    /^---@return / { sub(/^---@return */, ""); sub(/   +.*/, ""); gives = $0; next }
    /^---@/ { next }
    /^---/ { sub(/^--- ?/, ""); doc = doc == "" ? $0 : doc " " $0; next }
    /^function / { call($0); next }
    /^virt\..* = nil$/ { sub(/ = nil$/, ""); begin_class()
                         print ".TP"; print "\\fB" esc($0) "\\fR"; print esc(doc)
                         doc = ""; next }
  ' "$types"
}

while IFS= read -r line; do
  if [ "$line" = '@TYPES@' ]; then
    reference
  else
    printf '%s\n' "$line"
  fi
done <"$template"
