#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Embedded Lua is the file, byte for byte.
. "${srcdir:-.}/tests/shell/lib.sh"

mkdir -p "$tmp/lua/virt"
cd "$tmp" || exit
printf 'print "\\101??=\\\\"\t\303\2441\r\n--\0007 no line end' >lua/virt/a.lua
: >lua/virt/empty.lua

ok 'files are embedded' sh -c \
  "sh '$srcdir/tools/embed.sh' lua/virt/a.lua lua/virt/empty.lua >rows.inc"

cat >show.c <<'END'
#include <stdio.h>
#include <string.h>
static const struct { const char *name, *text; unsigned long n; } rows[] = {
#include "rows.inc"
};
int main(int argc, char **argv)
{
    for (unsigned long i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (argc == 2 && !strcmp(rows[i].name, argv[1]))
            fwrite(rows[i].text, 1, rows[i].n, stdout);
    return 0;
}
END
ok 'the rows are C' "${CC:-cc}" -Wall -Werror -o show show.c
./show virt/a.lua >out
ok 'a file is embedded byte for byte' cmp out lua/virt/a.lua
ok 'an empty file is embedded' grep -q '"virt/empty.lua"' rows.inc

done_testing
