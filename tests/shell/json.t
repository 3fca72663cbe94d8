#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --json: one value a command, on standard output, whatever happens.
. "${srcdir:-.}/tests/shell/lib.sh"

HOME=$tmp XDG_CONFIG_HOME=$tmp XDG_STATE_HOME=$tmp XDG_CACHE_HOME=$tmp
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME

command -v jq >/dev/null || skip_all 'jq is not installed'

json() { "$vt" -c test:///default --json "$@" 2>"$tmp/err" </dev/null; }

is 'list is a list of domains' \
  "$(json list | jq -c '.[] | [.id, .name, .state, .persistent, .title]')" \
  '[1,"test","running",true,null]'
is 'an inactive domain has no id' \
  "$(json 'destroy test; list --all' | jq -cs '.[1][0].id')" 'null'
is 'several commands give several values' \
  "$(json 'list; uri; list' | jq -s length)" 3
is 'the text of other commands is in output' \
  "$(json uri | jq -r .output)" 'test:///default'

is 'an error is a value' \
  "$(json 'dumpxml nosuch' | jq -r .error.code)" failed
is 'its message is also on standard error' \
  "$(json 'dumpxml nosuch' | jq -r '.error.message' | head -n 1)" \
  "$(sed -n '1s/^error: //p' "$tmp/err")"
is 'a line that cannot be parsed is one error' \
  "$(json 'list --nosuch; uri' | jq -cs 'map(.error.code)')" '["usage"]'
json 'dumpxml nosuch' >/dev/null
is 'the exit status is as without' $? 1

plan=$(json 'destroy test; clone test web --disk vda,action=drop --dry-run' | jq -cs '.[1][0]')
is 'a plan names source and clone' \
  "$(printf '%s' "$plan" | jq -c '[.source, .name]')" '["test","web"]'
is 'a plan has the XML' \
  "$(printf '%s' "$plan" | jq -r .xml | sed -n 's/^ *<name>//p')" 'web</name>'
is 'a result says that it is there' \
  "$(json 'destroy test; clone test web --disk vda,action=drop; list --all' |
    jq -cs '[.[1][0].status, .[1][0].name, (.[2] | length)]')" '["ok","web",2]'
is 'each clone of a batch has its result' \
  "$(json 'destroy test; clone test w{1..3} --jobs 1 --disk vda,action=drop' |
    jq -cs '.[1] | map([.name, .status])')" \
  '[["w1","ok"],["w2","ok"],["w3","ok"]]'
is 'a clone that cannot be planned is an error' \
  "$(json 'clone test web' | jq -r .error.code)" failed
text() { "$vt" -q -c test:///default "$@" 2>/dev/null </dev/null; }
is 'a command has --json of its own' \
  "$(text list --all --json | jq -c 'map(.name)')" '["test"]'
is 'which is for it alone' "$(text 'list --json | jq length
list --name')" '1
test'
is 'also with its errors' "$(text info nosuch --json | jq -r .error.code)" failed
is 'and not with times' \
  "$("$vt" -t -c test:///default audit --json | jq -c .)" '[]'
is 'and after an option that takes it as a value it is that value' \
  "$(text 'destroy test; clone test web --title --json --print-xml \
--disk vda,action=drop' | sed -n 's/^ *<title>//p')" '--json</title>'
is 'recover has a value, too' "$(json recover | jq -c .)" \
  '{"operations":[],"left":[]}'

done_testing
