#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What virsh does for us at a terminal: its commands are completed, also with
# odd names, and those that want the terminal get it, and give it back.
. "${srcdir:-.}/tests/real/lib.sh"
need tmux virsh
real_daemon
. "$srcdir/tests/shell/screen.sh"
t() {
  as_user tmux -S "$tmp/tmux" -f /dev/null "$@"
}

domain_xml web | sed "s|<memballoon|<serial type='pty'/>&|" >"$tmp/web.xml"
chmod 644 "$tmp/web.xml"
vt -q define "$tmp/web.xml" >/dev/null
# shellcheck disable=SC2016  # no expansion is meant
for name in 'a b' "it's" 'q"u' 's;c' '#h' 'b\s' 'd$e'; do
  domain "$name"
done
as_user mkdir "$tmp/pool"
real_virsh "pool-create-as 'my pool' dir --target $tmp/pool;
  vol-create-as 'my pool' 'one volume' 1M" >/dev/null

# An editor that wants a key, and adds a title.
cat >"$tmp/editor" <<'END'
#!/bin/sh
stty -icanon -echo
printf 'editing: press y'
key=$(dd bs=1 count=1 2>/dev/null)
stty icanon echo
echo
[ "$key" = y ] && sed -i 's|</name>|&<title>edited</title>|' "$1"
END
chmod 755 "$tmp/editor"

terminal() {
  t new-session -d -s one -x 90 -y 24 -c "$tmp" "env TERM=screen NO_COLOR=1 \
    EDITOR='$tmp/editor' VISUAL= LC_ALL=C.UTF-8 INPUTRC=/dev/null $1" ||
    skip_all 'tmux does not start'
}
terminal "'$vt' --norc -e ^X -c '$uri'"
ok 'the prompt comes' last_is 'virt-twin #'
enter 'uri'

completes domst domstat
completes 'domblke' 'domblkerror'
completes 'domstate w' 'domstate web'
completes 'domstate --rea' 'domstate --reason'
completes 'domstate --reason we' 'domstate --reason web'
completes 'virsh domblke' 'virsh domblkerror'
completes 'virsh list --al' 'virsh list --all'
completes 'vol-list my' 'vol-list my\ pool'
completes 'vol-list ' 'vol-list my\ pool'
completes "vol-info --pool 'my pool' on" "vol-info --pool 'my pool' one\ volume"
completes 'vol-info --pool "my pool" "on' \
  'vol-info --pool "my pool" "one volume"'
completes 'domstate --domain=w' 'domstate --domain=web'
completes 'domstate --domain="a' 'domstate --domain="a b"'
completes 'domstate a\ ' 'domstate a\ b'
completes 'net-nosuch ' 'net-nosuch'
completes 'domstate a' 'domstate a\ b'
completes 'domstate "a' 'domstate "a b"'
completes "domstate 'a" "domstate 'a b'"
completes 'domstate it' "domstate it\\'s"
completes "domstate 'it" "domstate 'it'\\''s'"
completes 'domstate "q' 'domstate "q\"u"'
completes 'domstate s' 'domstate s\;c'
completes 'domstate \#' 'domstate \#h'
completes 'domstate b' 'domstate b\\s'
# shellcheck disable=SC2016
completes 'domstate d' 'domstate d$e'
for typed in a "'it" '"q' s '\#' b d; do
  fresh >/dev/null
  keys -l "domstate $typed"
  keys Tab Enter
  ok "and Enter reaches the domain after: $typed" shows '^shut off$'
done
completes 'domstate ' 'domstate'
keys Tab
ok 'an empty word gets names, not options' shows '^#h  *a b  *b.s  *d'
keys C-u

fresh >/dev/null
keys 'edit web' Enter
ok 'edit gives the terminal to an editor' last_is 'editing: press y'
keys y
ok 'which gives it back' last_is 'virt-twin #'
ok 'and has changed the domain' shows "^Domain 'web' XML configuration edited."
is 'for good' "$(real_virsh desc web --title)" edited
fresh >/dev/null
keys 'half a line'
ok 'keys are as they were' last_is 'virt-twin # half a line'
keys C-u

fresh >/dev/null
enter 'start web'
keys 'console web' Enter
ok 'console has the key of -e' shows '^Escape character is ^X'
keys C-c
sleep 0.3
is 'Ctrl-C is for the guest' "$(screen | grep -c '^virt-twin # *$')" 0
keys C-x
ok 'and that key leaves it' last_is 'virt-twin #'
enter 'domstate web'
ok 'what is typed then is a command' shows '^running$'

fresh >/dev/null
keys 'event --all --loop' Enter
sleep 1
keys C-c
ok 'Ctrl-C ends a command of virsh, not the shell' last_is 'virt-twin #'
fresh >/dev/null
enter 'virsh list --name | tr a-z A-Z'
ok 'its results can be piped' shows '^WEB$'
enter 'destroy web'

done_testing
