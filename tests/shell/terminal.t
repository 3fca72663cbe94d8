#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys typed at a real terminal, and what is on the screen then.
. "${srcdir:-.}/tests/shell/lib.sh"
need tmux
[ -x "$vt" ] || skip_all 'there is no program'

cp "$srcdir/tests/data/odd-names.xml" "$tmp/odd.xml"
chmod u+w "$tmp/odd.xml"
uri="test://$tmp/odd.xml"
# A directory that has a domain's name, so that completion could be misled.
mkdir "$tmp/cwd" "$tmp/cwd/tests"

. "$srcdir/tests/shell/screen.sh"

# shellcheck disable=SC2016
t new-session -d -s one -x 90 -y 24 -c "$tmp/cwd" \
  "exec env -i PATH=\"\$PATH\" HOME='$tmp' TERM=\"\$TERM\" LC_ALL=C.UTF-8 \
  NO_COLOR=1 PS1='sh: ' ENV= INPUTRC=/dev/null sh" || skip_all 'tmux does not start'
t set-option -g remain-on-exit on >/dev/null
last_is 'sh:' >/dev/null || skip_all 'no shell in a terminal'
keys "'$vt' -c '$uri'" Enter
ok 'the program begins with a prompt' last_is 'virt-twin #'
ok 'and a banner' shows '^Welcome to virt-twin'

# ---- signals at the prompt

keys abc
last_is 'virt-twin # abc' >/dev/null
keys C-c
ok 'Ctrl-C gives a new prompt' last_is 'virt-twin #'
ok 'and leaves what was typed' shows '^virt-twin # abc^C$'
enter 'echo one'
ok 'and the next line is run' shows '^one$'
fresh >/dev/null
keys C-r ech
ok 'Ctrl-R searches' shows 'reverse-i-search.*echo one'
keys C-c
ok 'Ctrl-C ends the search' last_is 'virt-twin #'
enter 'echo two'
ok 'and the next line is no search' shows '^two$'
fresh >/dev/null
enter 'echo "a' '>'
ok 'an open quote gives the other prompt' last_is '>'
keys 'b"' Enter
ok 'until it is closed' shows '^b$'
last_is 'virt-twin #' >/dev/null
enter "echo 'c" '>'
keys C-c
ok 'Ctrl-C drops all of an open line' last_is 'virt-twin #'

fresh >/dev/null
keys 'echo t'
last_is 'virt-twin # echo t' >/dev/null
keys C-z
ok 'Ctrl-Z stops the program' last_is 'sh:'
keys fg Enter
ok 'fg goes on with the line' last_is 'virt-twin # echo t'
keys hree Enter
ok 'as it was' shows '^three$'

fresh >/dev/null
keys 'echo 123456789 123456789 123456789 123456789'
t resize-window -t one -x 44 -y 24
sleep 0.3
keys ' x' Enter
ok 'a narrower terminal keeps the line' \
  shows '^123456789 123456789 123456789 123456789 x$'
fresh >/dev/null
keys 'echo 123456789 123456789 123456789 123456789'
t resize-window -t one -x 90 -y 24
sleep 0.3
keys ' y'
ok 'a wider one shows it as it is' \
  last_is 'virt-twin # echo 123456789 123456789 123456789 123456789 y'

# ---- completion

# completes TYPED WANT: what TAB makes of a line.
completes() {
  fresh >/dev/null
  keys -l "$1"
  keys Tab
  ok "TAB after: $1" last_is "virt-twin # $2"
}

completes ec echo
completes 'echo a; help qu' 'echo a; help quit'
completes 'dumpxml a' 'dumpxml a\ b'
completes 'dumpxml "a' 'dumpxml "a b"'
completes "dumpxml 'a" "dumpxml 'a b'"
completes 'dumpxml a\ ' 'dumpxml a\ b'
completes 'dumpxml it' "dumpxml it\\'s"
completes 'dumpxml "it' "dumpxml \"it's\""
completes "dumpxml 'it" "dumpxml 'it'\\''s'"
completes 'dumpxml q' 'dumpxml q\"u'
completes 'dumpxml "q' 'dumpxml "q\"u"'
completes 'dumpxml b' 'dumpxml b\\s'
completes "dumpxml 'b" "dumpxml 'b\\s'"
completes 'dumpxml s' 'dumpxml s\;c'
completes 'dumpxml \#' 'dumpxml \#h'
completes 'dumpxml d' "dumpxml d\$e"
completes 'dumpxml ü' 'dumpxml ünï'
completes 'dumpxml tes' 'dumpxml tests'
completes "dumpxml 'm" "dumpxml 'm'\\''i\"x y'"
completes 'dumpxml --domain=a' 'dumpxml --domain=a\ b'
completes 'dumpxml --domain="a' 'dumpxml --domain="a b"'
completes 'dumpxml -- --' 'dumpxml -- --dash'
completes 'cd te' 'cd tests/'

# Many names are shown when that is wanted.
{
  echo '<node>'
  seq -f "<domain type='test'><name>many%03g</name><memory>1024</memory>\
<os><type>hvm</type></os></domain>" 100
  echo '</node>'
} >"$tmp/many.xml"
fresh >/dev/null
enter "connect test://$tmp/many.xml"
typed 'dumpxml many'
keys Tab
keys Tab
ok 'so many names are not shown unasked' \
  last_is 'Display all 100 possibilities? (y or n)'
keys x n
ok 'the answer no is heard' last_is 'virt-twin # dumpxml many'
keys Tab Tab y
ok 'and yes' shows '^many012 *many024'
ok 'and the line is as it was' last_is 'virt-twin # dumpxml many'
keys Tab Tab
last_is 'Display all 100 possibilities? (y or n)' >/dev/null
keys C-c
ok 'Ctrl-C is a no to all of it' last_is 'virt-twin #'
enter "connect '$uri'"

# A completed line is one that reaches the domain.
for typed in a '"it' "'m" 'q' "'b" 's' '\#'; do
  fresh >/dev/null
  keys -l "destroy --graceful $typed"
  keys Tab
  keys Enter
  ok "and Enter after: $typed" shows "^Domain '.*' destroyed$"
done

# ---- pasting

fresh >/dev/null
t set-buffer 'echo p1
echo p2
nosuch
echo p3'
t paste-buffer -p -t one
ok 'pasted lines wait for Enter' last_is 'echo p3'
keys Enter
ok 'and are run one by one' shows '^p2$'
ok 'until the first failure' last_is 'virt-twin #'
is 'but no further' "$(screen | grep -c '^p3')" 0

# ---- history

history=$tmp/.local/state/virt-twin/history
t new-session -d -s two -x 90 -y 24 -c "$tmp/cwd" \
  "exec env -i PATH=\"\$PATH\" HOME='$tmp' TERM=\"\$TERM\" LC_ALL=C.UTF-8 \
  NO_COLOR=1 INPUTRC=/dev/null '$vt' -q"
last_is 'virt-twin #' two >/dev/null
t send-keys -t two 'echo from two' Enter
for _ in $(seq 100); do
  ! grep -q -e 'from two' "$history" || break
  sleep 0.05
done
enter 'echo from one'
enter 'echo from one'
enter ' echo unseen'
enter 'connect test://me:secret@/default'
t kill-session -t two
keys C-d
ok 'Ctrl-D ends the program' last_is 'sh:'
is 'two shells keep the lines of both' \
  "$(grep -c -x -e 'echo from one' -e 'echo from two' "$history")" 2
is 'lines after a blank and passwords are not kept' \
  "$(grep -c -e unseen -e secret "$history")" 0
keys "'$vt' -q" Enter
last_is 'virt-twin #' >/dev/null
keys Up
ok 'the next program remembers' last_is 'virt-twin # echo from one'
keys C-c
last_is 'virt-twin #' >/dev/null

# ---- the end

enter nosuch
enter quit sh:
keys 'echo status $?' Enter
ok 'quit ends with success' shows '^status 0$'
keys "'$vt' -c test:///default | cat >'$tmp/piped'" Enter
last_is 'virt-twin #' >/dev/null
enter uri
keys C-d
last_is sh: >/dev/null
is 'results that go elsewhere go without prompts' "$(cat "$tmp/piped")" \
  test:///default
keys "'$vt' -q; echo status \$?" Enter
last_is 'virt-twin #' >/dev/null
keys 'half a li'
last_is 'virt-twin # half a li' >/dev/null
kill -TERM "$(t list-panes -t one -F '#{pane_pid}' |
  xargs -I{} ps -o pid= --ppid {} | tr -d ' ')"
ok 'SIGTERM ends it, too' shows '^status 143$'
keys 'stty -a' Enter
ok 'and the terminal is as it was' shows '[ ;]icanon'

done_testing
