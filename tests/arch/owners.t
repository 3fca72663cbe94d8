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

only_in 'only src/base/sha256.c includes GnuTLS' 'gnutls/' \
  'src/base/sha256\.c'
only_in 'only src/lua/vm.h includes Lua' \
  '(lua|lauxlib|lualib|luaconf)\.h|lua5' 'src/lua/vm\.h'
only_in 'only src/virt/xml_priv.h includes libxml2' 'libxml' \
  'src/virt/xml_priv\.h'
only_in 'only src/shell/line_priv.h includes readline' 'readline/' \
  'src/shell/line_priv\.h'
only_in 'src/shell/line_priv.h is for src/shell/line*.c only' \
  'shell/line_priv\.h' 'src/shell/line(_[a-z]+)?\.c'
only_in 'only src/guest/fs_priv.h includes libguestfs' 'guestfs' \
  'src/guest/fs_priv\.h'
only_in 'src/guest/fs_priv.h is for src/guest/ only' 'guest/fs_priv\.h' \
  'src/guest/.*'
only_in 'only src/guest/yaml.c includes libyaml' 'yaml\.h>' \
  'src/guest/yaml\.c'
only_in 'only src/guest/media.c includes libblkid' 'blkid' \
  'src/guest/media\.c'
only_in 'only what is above src/base/ includes libvirt' 'libvirt/' \
  'src/(virt|store|guest|clone|shell|lua|cmd)/.*|src/main\.c'
only_in 'src/virt/xml_priv.h is for src/virt/ only' 'virt/xml_priv\.h' \
  'src/virt/.*'
only_in 'src/lua/vm.h is for src/lua/ only' 'lua/vm\.h' 'src/lua/.*'

# The lines below shell/ that have one of the words, but for FILE's.
below_shell() {
  (cd "$srcdir" && for folder in base virt store guest clone; do
    [ ! -d "src/$folder" ] ||
      grep -rnwE --include='*.c' "($1)" "src/$folder" | grep -v "^$2:"
  done)
}

is 'nothing below src/shell/ prints' \
  "$(below_shell 'printf|puts|putchar|perror|stdout' '')" ''
is 'only src/virt/auth.c asks on the terminal below src/shell/' \
  "$(below_shell 'isatty|tcgetattr|tcsetattr|/dev/tty' src/virt/auth.c)" ''

done_testing
