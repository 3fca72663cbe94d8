#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What needs this machine's own files is refused when the daemon is somewhere
# else, before anything is done.
. "${srcdir:-.}/tests/real/lib.sh"
real_daemon
real_far
as_user mkdir "$images/store"
real_virsh -q "pool-define-as store dir --target $images/store;
  pool-start store; vol-create-as store base.qcow2 1M --format qcow2" >/dev/null
domain base "$images/store/base.qcow2" qcow2

run far -q clone base web --dir "$images/store/new" --mkdir
like 'a directory cannot be made there' "$status$errors" \
  "1*--mkdir makes directories of this machine*pool-build*"
run far -q clone base web --mkdir
like 'also when none would be needed' "$status$errors" '1*--mkdir*'
run far -q rename base web --disks
like 'images cannot be moved there' "$status$errors" \
  '1*--disks moves files of this machine*'
is 'and nothing was done' "$(find "$images" -type f) $(real_virsh -q list \
  --all --name)" "$images/store/base.qcow2 base"
run far -q clone base web
is 'without it a clone is made' "$status$errors$(ls "$images/store")" \
  "0$(printf 'base.qcow2\nweb.qcow2')"
done_testing
