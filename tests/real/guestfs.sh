# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# For tests of what is around a guest's file systems: after real_daemon or
# real_embed, as_user and vt find guestfs.c in libguestfs's place.
#
#   $guestfs_log  what it was asked; see guestfs.c

# shellcheck disable=SC2154  # of lib.sh
grep -qa guestfs_inspect_os "$vt" ||
  skip_all 'this program was built without libguestfs'
mkdir "$tmp/lib"
"${CC:-cc}" -D_GNU_SOURCE -shared -fPIC -o "$tmp/lib/libguestfs.so.0" \
  "$srcdir/tests/real/guestfs.c" 2>"$tmp/guestfs.err" ||
  skip_all 'guestfs.c cannot be compiled here'
# One that lacks a function is no libguestfs.
while read -r row; do
  grep -qa "guestfs_$row" "$tmp/lib/libguestfs.so.0" && continue
  echo "Bail out! tests/real/guestfs.c has no guestfs_$row"
  exit 99
done < <(sed -n 's/^ *ROW(\([a-z_]*\)).*/\1/p' "$srcdir/src/guest/fs_priv.h")
chmod -R a+rX "$tmp/lib"
# shellcheck disable=SC2034  # for the tests
guestfs_log=$tmp/home/guestfs.log
real_env+=(LD_LIBRARY_PATH="$tmp/lib" GUESTFS_LOG="$guestfs_log")
