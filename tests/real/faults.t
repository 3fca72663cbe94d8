#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every call of a clone that changes something is made to fail, one after the
# other: the clone fails with one error and leaves nothing, or does without.
# With the word "embed" on qemu:///embed: see faults_embed.t.
. "${srcdir:-.}/tests/real/faults.sh"
if [ "${1:-daemon}" = embed ]; then
  real_embed
else
  real_daemon
  faults_pool
fi
faults_world

world_only() { # without what is in the journal
  world | grep -v '\.op$'
}
before_only=$(world_only)

recovered() { # WHAT
  run vt recover
  [ "$status" -eq 0 ] || wrong "$1: recover fails:" "$out$errors"
}

# After a failure with the status 1, or 5 and a list of what was left.
check_failed() { # WHAT
  [ "$(grep -c '^error: [^ ]' <<<"${errors/error: not everything/}")$out" = 1 ] ||
    wrong "$1: not one error, but:" "$errors$out"
  if [ "$status" -eq 5 ]; then
    grep -q 'error: not everything could be undone' <<<"$errors" ||
      wrong "$1: what is left is not said:" "$errors"
  elif [ "$status" -ne 1 ]; then
    wrong "$1: the status is $status" "$errors"
  elif [ "$(world_only)" != "$before_only" ]; then
    wrong "$1: something is left, and not said" "$errors"
  fi
  recovered "$1"
}

# It is done, and only the record of it may not have gone.
told_to_stay() {
  [ "$status" -eq 4 ] && [[ $errors == *"'recover' would undo"* ]]
}

check() { # WHAT
  if told_to_stay; then
    rm -f "$ops"/* # as it says
    status=0
  fi
  if [ "$status" -eq 0 ]; then
    whole || wrong "$1: it succeeds, and the clone is not whole" "$errors"
    run vt recover
    [ "$out" = 'Nothing was left behind' ] ||
      wrong "$1: it succeeds, and recover says:" "$out$errors"
    wipe
  else
    check_failed "$1"
  fi
  now=$(world)
  [ "$now" = "$before" ] ||
    wrong "$1: something is left:" "$(diff <(echo "$before") <(echo "$now"))"
  [ "$(sources)" = "$sums" ] || wrong "$1: the source has changed"
}

# One failure alone never keeps the rest from being undone.
alone() { # WHAT
  [ "$status" -eq 0 ] || told_to_stay || { [ "$status" -eq 1 ] && [ "$(world)" = "$before" ]; } ||
    wrong "$1: it could be undone, but was not:" "$errors"
}

# Calls that any clone makes, and those that pools add.
calls='mkdir open ftruncate fchmod pwrite write fsync fdatasync linkat
  unlink virDomainDefineXMLFlags'
[ -z "$fault_pool" ] ||
  calls="$calls virStorageVolCreateXMLFrom virStoragePoolRefresh"
# These are never done without.
needed=' ftruncate pwrite fsync linkat virDomainDefineXMLFlags
  virStorageVolCreateXMLFrom virStoragePoolRefresh '
for call in $calls; do
  n=1
  while faulty fail "$n" "$call"; [ -n "$hit" ]; do
    alone "$call $n"
    [[ $needed != *[[:space:]]"$call"[[:space:]]* ]] || [ "$status" -ne 0 ] ||
      wrong "$call $n: nobody noticed"
    check "$call $n"
    n=$((n + 1))
  done
  without_fault
  [ "$n" -gt 1 ] || wrong "$call: it was never called"
  verdict "when a call of $call fails, the clone fails and leaves nothing, or can do without"
done
[ -n "$fault_pool" ] || done_testing

# Every third one: there are many.
n=1
while faulty all "$n"; [ -n "$hit" ]; do
  check "all from $n, $hit"
  n=$((n + 3))
done
without_fault
verdict 'when all calls fail from one on, what is left is said, and recovered later'
done_testing
