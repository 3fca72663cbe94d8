#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The helpers of shell tests tell success from failure.
. "${srcdir:-.}/tests/shell/lib.sh"

# What a test with these lines prints, without comments.
script() {
  { echo ". '$srcdir/tests/shell/lib.sh'"; cat; } >"$tmp/script"
  TMPDIR=$tmp sh "$tmp/script" 2>"$tmp/stderr" | grep -v '^#'
}

is 'what succeeds is ok' "$(script <<'END'
ok 'true succeeds' true
not_ok 'false fails' false
is 'a text is itself' 'a b' 'a b'
like 'a text matches' 'error: no' 'error:*'
run sh -c 'echo out; echo err >&2; exit 3'
is 'run keeps all' "$out $errors $status" 'out err 3'
done_testing
END
)" 'ok 1 - true succeeds
ok 2 - false fails
ok 3 - a text is itself
ok 4 - a text matches
ok 5 - run keeps all
1..5'

is 'what fails is not ok' "$(script <<'END'
ok 'false succeeds' false
not_ok 'true fails' true
not_ok 'a missing program fails' "$tmp/none"
is 'a text is another' 'a' 'b'
like 'a text does not match' 'no error: no' 'error:*'
done_testing
END
)" 'not ok 1 - false succeeds
not ok 2 - true fails
not ok 3 - a missing program fails
not ok 4 - a text is another
not ok 5 - a text does not match
1..5'

is 'a test that breaks off bails out' "$(script <<'END'
ok 'true succeeds' true
exit 3
END
)" 'ok 1 - true succeeds
Bail out! the test ended with status 3'

is 'a test that falls off its end has no plan' "$(script <<'END'
ok 'true succeeds' true
END
)" 'ok 1 - true succeeds'

script <<'END' >"$tmp/skipped"
need no-such-program
END
ok 'a test that is skipped succeeds' test $? -eq 0

script <<'END' >"$tmp/order"
at_exit 'echo one'
at_exit 'echo two'
echo "$tmp"
touch "$tmp/file"
done_testing
END
is 'clean-up runs newest first' "$(tail -n 2 "$tmp/order")" 'two
one'
not_ok 'the directory of a test is removed' test -e "$(head -n 1 "$tmp/order")"

done_testing
