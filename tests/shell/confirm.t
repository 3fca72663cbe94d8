#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Before a domain is lost, the person at the terminal is asked.
. "${srcdir:-.}/tests/shell/lib.sh"
need tmux
[ -x "$vt" ] || skip_all 'there is no program'
. "$srcdir/tests/shell/screen.sh"

cat >"$tmp/new.xml" <<'END'
<domain type='test'><name>new</name><memory>65536</memory>
  <os><type>hvm</type></os></domain>
END
terminal "NO_COLOR=1 '$vt' --norc -q -c test:///default"
last_is 'virt-twin #' >/dev/null || skip_all 'no program in a terminal'
replace='clone --original-xml new.xml -n test --auto-clone --replace'
question="end and undefine 'test'? [y/N]:"

# answers TEXT: the question comes, and this is typed.
answers() {
  fresh >/dev/null
  keys -l "$replace"
  keys Enter
  last_is "$question" || return 1
  keys "$1" Enter
  last_is 'virt-twin #'
}
memory() { enter "list --all --name --uuid"; screen | grep ' test$'; }

was=$(memory)
ok '--replace asks' answers n
ok 'and does nothing without a yes' shows '^error: not confirmed: nothing was done$'
is 'the domain is the same' "$(memory | tail -n 1)" "$was"
ok 'no answer is none' answers ''
keys -l "$replace"
keys Enter
last_is "$question" >/dev/null
keys C-c
ok 'Ctrl-C gives the prompt back' last_is 'virt-twin #'
ok 'and is told' shows '^error: interrupted$'
fresh >/dev/null
enter "$replace --dry-run"
is 'a dry run asks nothing' "$(screen | grep -c "y/N")" 0
ok 'with a yes it is done' answers yes
ok 'which is said' shows "^Domain 'test' cloned from 'new'$"
fresh >/dev/null
enter 'set confirm off'
enter "$replace"
ok 'set confirm off does not ask' shows "^Domain 'test' cloned from 'new'$"
is 'at all' "$(screen | grep -c "y/N")" 0

done_testing
