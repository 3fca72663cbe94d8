#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each foreign library is known to one place only.
. "${srcdir:-.}/tests/shell/lib.sh"

# The files that include a header that begins so.
users() {
  (cd "$srcdir" && grep -rlE --include='*.[ch]' \
    "^[[:blank:]]*#[[:blank:]]*include[[:blank:]]*[<\"]($1)" src) | sort
}

# only_in WHAT HEADERS FILES: both as extended regular expressions.
only_in() {
  is "$1" "$(users "$2" | grep -vE "^($3)\$")" ''
}

only_in 'only src/lua/vm.h includes Lua' \
  '(lua|lauxlib|lualib|luaconf)\.h|lua5' 'src/lua/vm\.h'
only_in 'only src/virt/xml_priv.h includes libxml2' 'libxml' \
  'src/virt/xml_priv\.h'
only_in 'only src/shell/line.c includes readline' 'readline/' \
  'src/shell/line\.c'
only_in 'only src/guest/ includes libguestfs' 'guestfs' 'src/guest/.*'
only_in 'only what is above src/base/ includes libvirt' 'libvirt/' \
  'src/(virt|store|guest|clone|shell|lua|cmd)/.*|src/main\.c'
only_in 'src/virt/xml_priv.h is for src/virt/ only' 'virt/xml_priv\.h' \
  'src/virt/.*'
only_in 'src/lua/vm.h is for src/lua/ only' 'lua/vm\.h' 'src/lua/.*'

# Nothing below shell/ prints.
printers=$(cd "$srcdir" && for folder in base virt store guest clone; do
  [ ! -d "src/$folder" ] || grep -rnwE --include='*.c' \
    '(printf|puts|putchar|perror|stdout|isatty|tcgetattr|tcsetattr)' \
    "src/$folder"
done)
is 'nothing below src/shell/ prints or asks the terminal' "$printers" ''

done_testing
