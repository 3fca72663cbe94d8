#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Aliases and settings.
. "${srcdir:-.}/tests/shell/lib.sh"
[ -x "$vt" ] || skip_all 'there is no program'

# gives NAME STATUS OUT: for the script on standard input
gives() {
  run "$vt" -q -c test:///default
  is "$1" "$status-$out" "$2-$3"
}

gives 'an alias stands for a command and its words' 0 'a  b c' <<'END'
alias e = echo 'a  b'
e c
END
gives "the '=' may stand close, or be left out" 0 'test
test' <<'END'
alias n=list --name
alias m list --name
n
m
END
gives 'an alias may have the name of its command' 0 test <<'END'
alias list = list --name
list
END
gives 'aliases of aliases, even in a circle, end' 0 'c b a a x' <<'END'
alias a = b a
alias b = c b
alias c = a c
alias a = b a
alias b = echo c b a
a x
END
printf 'alias a = b\nalias b = a\na\n' >"$tmp/circle"
run "$vt" -q -f "$tmp/circle"
like 'a circle that leads nowhere is no command' "$errors" \
  "$tmp/circle:3: error: unknown command: 'a'*"
gives 'alias shows them as they could be typed' 0 "alias a = echo 'x
y'
alias b = list --all" <<'END'
alias b = list --all
alias a = echo "x
y"
alias
END
gives 'or one of them' 0 'alias b = list' <<'END'
alias b = list
alias c = list
alias b
END
gives 'unalias forgets one' 2 '' <<'END'
alias b = list --name
unalias b
b
END
run "$vt" -q 'unalias x'
is 'which must be there' "$status-$errors" "1-error: there is no alias 'x'"
run "$vt" -q 'alias x'
is 'also to be shown' "$status-$errors" "1-error: there is no alias 'x'"
like 'an alias needs a command' "$("$vt" -q 'alias x =' 2>&1)" \
  "error: alias 'x' stands for nothing*"

like 'set shows all settings' "$("$vt" -q set)" '*color *auto *timing *auto *'
gives 'and changes one' 0 off <<'END'
set hints off
set color never
set hints
END
like 'set timing on is -t' "$("$vt" 'set timing on; echo a')" \
  '*a*(Time: *.* ms)*'
run "$vt" -q 'set nosuch on'
is 'there must be such a setting' "$status-$errors" \
  "2-error: there is no setting 'nosuch'"
run "$vt" -q 'set colour never'
is 'a near name is offered' "$errors" "error: there is no setting 'colour'
error: Did you mean 'color'?"
run "$vt" -q 'set timing always'
is 'and such a value' "$status-$errors" \
  "2-error: timing: 'always' is not one of: auto on off"
gives 'without errexit a script goes on' 1 a <<'END'
set errexit off
destroy nosuch
echo a
END

done_testing
