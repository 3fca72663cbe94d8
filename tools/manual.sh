#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# manual.sh PROGRAM TEMPLATE: the manual page on standard output. The template's
# line @COMMANDS@ becomes a part for each command, @IDENTITY@ the rule table,
# @SEAL@ what is sealed: all from the program's help, so that manual and program
# cannot disagree.
set -eu
program=$1
template=$2

# Help as it is printed, to roff.
command_to_roff() {
  "$program" -q help "$1" </dev/null | awk '
    function esc(s) { gsub(/\\/, "\\e", s); gsub(/-/, "\\-", s)
                      if (s ~ /^[.\047]/) s = "\\&" s
                      return s }
    function flush_option() {
      if (option == "") return
      print ".TP"; print ".B " esc(option); print esc(text)
      option = ""; text = "" }
    /^  [A-Z]+$/ { flush_option(); part = $1
                   if (part == "EXAMPLE") print ".PP\n.nf\n.RS"
                   next }
    /^ *$/ { next }
    part == "NAME" { sub(/^ *[^ ]* - /, ""); summary = $0; next }
    part == "SYNOPSIS" { sub(/^ */, ""); synopsis = synopsis " " $0; next }
    part == "DESCRIPTION" {
      if (!described++) { print ".PP\n.B " esc(substr(synopsis, 2)); print ".PP" }
      sub(/^ */, ""); print esc($0); next }
    part == "OPTIONS" && /^    [^ ]/ {
      flush_option(); sub(/^ */, "")
      at = index($0, "  ")
      if (at == 0) { option = $0; next }
      option = substr($0, 1, at - 1); text = substr($0, at)
      sub(/^ */, "", text); next }
    part == "OPTIONS" { sub(/^ */, ""); text = text " " $0; next }
    part == "EXAMPLE" { sub(/^ */, ""); print esc($0); next }
    END { flush_option(); if (part == "EXAMPLE") print ".RE\n.fi" }'
}

# Paths (two blanks) and what becomes of them (six), after the introduction.
topic_to_roff() {
  "$program" -q help "$1" </dev/null | awk '
    function esc(s) { gsub(/\\/, "\\e", s); gsub(/-/, "\\-", s)
                      if (s ~ /^[.\047]/) s = "\\&" s
                      return s }
    /^$/ { if (path != "") print ".TP\n.B " esc(path) "\n" esc(text)
           path = ""; text = ""; next }
    /^      / { sub(/^ */, ""); text = text (text == "" ? "" : " ") $0; next }
    /^  / { sub(/^ */, ""); path = path (path == "" ? "" : " ") $0; next }
    { print esc($0) }
    END { if (path != "") print ".TP\n.B " esc(path) "\n" esc(text) }'
}

commands() {
  "$program" -q help </dev/null | sed -n 's/^    \([a-z][a-z-]*\) .*/\1/p'
}

while IFS= read -r line; do
  case $line in
  @IDENTITY@) topic_to_roff identity ;;
  @SEAL@) topic_to_roff seal ;;
  @COMMANDS@)
    for command in $(commands | LC_ALL=C sort); do
      printf '.SS %s\n' "$command"
      command_to_roff "$command"
    done
    ;;
  *) printf '%s\n' "$line" ;;
  esac
done <"$template"
