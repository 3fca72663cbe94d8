#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Small things that a person at a prompt, or a script, relies on.
. "${srcdir:-.}/tests/shell/lib.sh"
need tmux less
[ -x "$vt" ] || skip_all 'there is no program'
. "$srcdir/tests/shell/screen.sh"
uri=test:///default
node=test://$srcdir/tests/data/domains.xml
XDG_STATE_HOME=$tmp/state
export XDG_STATE_HOME

# ---- scripts ------------------------------------------------------------------

run "$vt" -q --keep-going -c $uri 'echo a; destroy nosuch; echo b'
is '--keep-going goes on after a failure' "$status-$out" '1-a
b'
printf 'destroy nosuch\necho b\n' >"$tmp/script"
run "$vt" -q --keep-going -c $uri -f "$tmp/script"
is 'also in a script' "$status-$out" 1-b
run "$vt" -q -c $uri -f "$tmp/script"
is 'which else ends there' "$status-$out-$errors" \
  "1--$tmp/script:1: error: failed to get domain 'nosuch'"
printf 'list\nlist --name\n' | "$vt" -q -c $uri >/dev/null
ok 'lines that are not typed leave no history' test ! -e "$tmp/state"
run "$vt" -q -r -c "$node" rename A b
is '-r lets nothing be changed' "$status-$errors" "1-error: failed to rename \
domain 'A': operation forbidden: read only access prevents virDomainRename"
if command -v python3 >/dev/null; then
  for words in 'list --all' 'list --all --columns name,title,description' \
    'list --all --format json'; do
    # shellcheck disable=SC2086
    "$vt" -q --json -c "$node" $words >"$tmp/json"
    is "all odd names are valid JSON: $words" \
      "$(python3 -c 'import json, sys; print(len(json.load(sys.stdin)))' \
        <"$tmp/json" 2>&1)" 27
  done
  is 'JSON has no times in it' \
    "$("$vt" --json -t -c $uri list | python3 -c 'import json, sys
print(len(json.load(sys.stdin)))' 2>&1)" 1
fi
is 'set format is for list' \
  "$("$vt" -q -c $uri 'set format csv; list --columns name,state')" test,running
is 'an option says better' \
  "$("$vt" -q -c $uri 'set format csv; list --format table --columns name' |
    tr -d ' ')" test
run "$vt" -q virt-clone
is 'the clone of others is offered ours' "$errors" \
  "error: unknown command: 'virt-clone'
error: Did you mean 'clone'?"
is 'list sorts by number' "$("$vt" -q -c "$node" list --sort id --id |
  grep . | sort -n)" "$("$vt" -q -c "$node" list --sort id --id | grep .)"
is 'and by state' "$("$vt" -q -c "$node" list --all --sort state \
  --columns state | sort -c 2>&1)" ''

# ---- the prompt ---------------------------------------------------------------

mkdir -p "$tmp/.config/virt-twin" "$tmp/dir" && rm -rf "$tmp/state"
echo 'echo rc' >"$tmp/.config/virt-twin/rc"
printf 'echo mine\n' >"$tmp/other"
terminal sh
last_is 'sh:' >/dev/null || skip_all 'no shell in a terminal'

# begin WORDS: the program, after which the prompt has come.
begin() {
  keys "$1" Enter
  last_is "${2:-virt-twin #}"
}

begin "VIRT_TWIN_RC='$tmp/other' NO_COLOR=1 '$vt' -q -c $uri" >/dev/null
ok 'VIRT_TWIN_RC is another rc file' shows '^mine$'
is 'instead of the usual one' "$(screen | grep -c '^rc$')" 0
fresh >/dev/null
keys 'rename'
sleep 0.3
ok 'without colours there are no hints' last_is 'virt-twin # rename'
keys C-u
enter "cd '$tmp/dir'"
enter pwd
ok 'cd changes the directory' shows "^$tmp/dir$"
enter 'cd'
enter pwd
ok 'and alone to the home' shows "^$tmp$"
fresh >/dev/null
keys 'echo abc' C-a C-d C-d C-d C-d C-d 'echo '
ok 'Ctrl-D on a line takes a letter away' last_is 'virt-twin # echo abc'
keys Enter
fresh >/dev/null
enter 'time uri'
ok 'time says how long a command took' shows '^real [0-9.]* s$'
fresh >/dev/null
enter 'connect --readonly' 'virt-twin >'
ok 'a read-only connection has its own prompt' last_is 'virt-twin >'
keys connect ' ' $uri Enter
ok 'until another is opened' last_is 'virt-twin #'
fresh >/dev/null
enter "connect test://u:secret@/default"
enter 'echo kept'
history=$tmp/.local/state/virt-twin/history
is 'history is written at once' "$(tail -n 1 "$history")" 'echo kept'
is 'for its owner alone' "$(stat -c %a "$history")" 600
is 'without passwords' "$(grep -c secret "$history")" 0
pid=$(t list-panes -t one -F '#{pane_pid}')
child=$(ps -o pid= --ppid "$pid" | tr -d ' ')
kill -KILL "$child"
shows 'Killed' >/dev/null
is 'and survives a kill' "$(tail -n 1 "$history")" 'echo kept'
keys C-j 'stty sane' C-j
sleep 0.2
keys clear Enter
begin "VIRT_TWIN_HISTSIZE=x '$vt' --norc -c $uri" >/dev/null
ok 'a wrong size of history is told, and no more' shows '^warning: .*HISTSIZE'
keys 'lua local t = os.clock() while os.clock() - t < 1.1 do end' Enter
ok 'what takes long is timed unasked' shows '^(Time: [0-9.]* ms)$'
enter quit sh:

# ---- the pager ----------------------------------------------------------------

keys clear Enter
begin "PAGER='sed s/^/p:/' '$vt' -q --norc -c $uri" >/dev/null
keys help Enter
ok 'PAGER is the pager' shows '^p: *watch '
enter quit sh:
keys clear Enter
begin "PAGER='sleep 1.2; tail -n 3' '$vt' --norc -c $uri" >/dev/null
keys help Enter
ok 'who reads in the pager' last_is 'virt-twin #'
not_ok 'is not timed' shows '^(Time:'
enter quit sh:
keys clear Enter
begin "VIRT_TWIN_PAGER='sed s/^/v:/' PAGER=false '$vt' -q --norc -c $uri" \
  >/dev/null
keys help Enter
ok 'VIRT_TWIN_PAGER comes before it' shows '^v: *watch '
enter quit sh:
keys clear Enter
begin "'$vt' -q --norc --no-pager -c $uri" >/dev/null
keys help Enter
ok 'with --no-pager there is none' last_is 'virt-twin #'
enter quit sh:
keys clear Enter
begin "'$vt' -q --norc -c $uri" >/dev/null
keys help Enter
last_is : >/dev/null
keys q
last_is 'virt-twin #' >/dev/null
enter '!exit 0'
enter quit sh:
keys "echo 'status '\$?" Enter
ok 'leaving the pager early is no failure' shows '^status 0$'

done_testing
