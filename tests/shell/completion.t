#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion in shells: `complete`, and what the file for bash makes of a line.
# completion_keys.t types it, also in zsh and fish.
. "${srcdir:-.}/tests/shell/lib.sh"
[ -x "$vt" ] || skip_all 'there is no program'
unset VIRT_TWIN_DEFAULT_URI VIRSH_DEFAULT_CONNECT_URI LIBVIRT_DEFAULT_URI
uri=test:///default

# offers WORDS...: in one line
offers() {
  "$vt" -q complete -- "$@" 2>&1 | tr '\n' ' '
}

is 'commands are offered' "$(offers clo)" 'clone '
is 'options of the program, too' "$(offers --no-)" '--no-hooks --no-pager '
is 'but not as the command' "$(offers echo --no-)" ''
is 'URIs after -c' "$(offers -c test)" "$uri "
is 'names of its connection' "$(offers -c $uri dumpxml te)" 'test '
is 'also with --connect=' "$(offers -q --connect=$uri dumpxml te)" 'test '
is 'and after -qc' "$(offers -qc $uri -t dumpxml te)" 'test '
is 'a word that may go on is offered with a comma, too' \
  "$(offers -c $uri clone test web --disk v)" 'vda vda, '
is 'but not a key' "$(offers -c $uri clone test web --disk vda,ac)" 'vda,action= '
is 'a value is not taken for a command' "$(offers -l list -r lis)" 'list '
is 'other values are unknown' "$(offers -l li)" ''
is 'nothing is said when there is no connection' \
  "$(offers -c nosuch:/// dumpxml te)" ''

# What bash makes of a line: the candidates in brackets.
bash_offers() {
  PATH=$tmp/bin:$PATH bash --norc -c '
    . "$1"
    COMP_LINE=$2 COMP_POINT=${#2}
    _virt_twin
    printf "[%s]" "${COMPREPLY[@]}"' \
    bash "$srcdir/doc/completion/virt-twin.bash" "$1"
}

mkdir "$tmp/bin" && ln -s "$vt" "$tmp/bin/virt-twin"
is 'bash completes commands' "$(bash_offers 'virt-twin clo')" '[clone ]'
is 'and names' "$(bash_offers "virt-twin -c $uri dumpxml te")" '[test ]'
is 'and what follows a colon' "$(bash_offers 'virt-twin -c test:')" \
  '[///default ]'
is 'and options' "$(bash_offers 'virt-twin --js')" '[--json ]'
is 'what may go on after a comma gets no blank' \
  "$(bash_offers "virt-twin -c $uri clone test web --disk v")" '[vda ][vda,]'
odd=test://$srcdir/tests/data/odd-names.xml
is 'names are quoted' "$(bash_offers "virt-twin -c $odd dumpxml it")" \
  "[it\\'s ]"
is 'and go on after a quoted blank' \
  "$(bash_offers "virt-twin -c $odd dumpxml a\\ ")" '[a\ b ]'
is 'an open quote is left to bash' \
  "$(bash_offers "virt-twin -c $odd dumpxml 'it")" "[it'\\''s]"
is 'also after an equals sign' \
  "$(bash_offers "virt-twin -c $odd dumpxml --domain=\"a")" '[a b]'
is 'bash gets no complaint' \
  "$(bash_offers 'virt-twin -c nosuch:/// dumpxml te' 2>&1)" '[]'
done_testing
