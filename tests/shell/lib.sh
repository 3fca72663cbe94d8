# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2034  # variables for the tests
#
# The Test Anything Protocol for shell tests. A test begins with
#
#   #!/bin/sh
#   . "${srcdir:-.}/tests/shell/lib.sh"
#
# and ends with `done_testing`. $tmp is a directory of its own that is
# removed afterwards; $vt is the program. Names are sentences.

set -u
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
builddir=$(cd "${builddir:-.}" && pwd) || exit 99
vt=${VIRT_TWIN:-$builddir/virt-twin}
# tmux falls back on the shell of the user's entry in passwd, and the user
# whom root becomes for a test has none.
SHELL=/bin/sh
export SHELL
tests_run=0
tmp=$(mktemp -d "${TMPDIR:-/tmp}/virt-twin-test.XXXXXX") || exit 99

# Further clean-up: at_exit 'command'. The newest runs first.
tests_at_exit=
at_exit() {
  tests_at_exit="$1
$tests_at_exit"
}

# The exit status is 0 even if a test failed: TAP has said so already, and the
# status is for a script that broke off.
done_testing() {
  echo "1..$tests_run"
  exit 0
}

tests_end() {
  status=$?
  trap - EXIT
  eval "$tests_at_exit"
  rm -rf "$tmp"
  [ "$status" -eq 0 ] || echo "Bail out! the test ended with status $status"
  exit "$status"
}
trap tests_end EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Each line of standard input as a comment.
note() {
  sed 's/^/#   /'
}

result() {
  tests_run=$((tests_run + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $tests_run - $2"
  else
    echo "not ok $tests_run - $2"
  fi
  return "$1"
}

# ok NAME COMMAND...: the command succeeds. Its output is shown if it fails.
ok() {
  tests_name=$1
  shift
  "$@" >"$tmp/.ok" 2>&1
  tests_status=$?
  result "$tests_status" "$tests_name" && return
  { echo "command: $*"; echo "status: $tests_status"; cat "$tmp/.ok"; } | note
  return 1
}

# not_ok NAME COMMAND...: the command fails (but is not killed).
not_ok() {
  tests_name=$1
  shift
  "$@" >"$tmp/.ok" 2>&1
  tests_status=$?
  [ "$tests_status" -ne 0 ] && [ "$tests_status" -lt 126 ]
  result $? "$tests_name" && return
  { echo "command: $*"; echo "status: $tests_status"; cat "$tmp/.ok"; } | note
  return 1
}

# is NAME GOT WANT: two texts are the same.
is() {
  [ "$2" = "$3" ]
  result $? "$1" && return
  { echo 'got:'; printf '%s\n' "$2"; echo 'want:'; printf '%s\n' "$3"; } | note
  return 1
}

# like NAME GOT PATTERN: a text matches a shell pattern ('*error*').
like() {
  # shellcheck disable=SC2254  # it is meant as a pattern
  case $2 in $3) result 0 "$1" && return ;; esac
  result 1 "$1"
  { echo 'got:'; printf '%s\n' "$2"; echo "want: $3"; } | note
  return 1
}

# run COMMAND...: keep $out, $errors and $status for the questions above.
run() {
  "$@" >"$tmp/.out" 2>"$tmp/.err"
  status=$?
  out=$(cat "$tmp/.out")
  errors=$(cat "$tmp/.err")
}

# skip NAME REASON: one test that cannot run here.
skip() {
  tests_run=$((tests_run + 1))
  echo "ok $tests_run - $1 # SKIP $2"
}

# skip_all REASON: the whole file cannot run here.
skip_all() {
  echo "1..0 # SKIP $1"
  exit 0
}

# need PROGRAM...: skip the file when one is missing.
need() {
  for tests_program; do
    command -v "$tests_program" >/dev/null ||
      skip_all "$tests_program is not installed"
  done
}
