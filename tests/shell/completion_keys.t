#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion in shells, with Tab at a terminal: what each makes of a name must
# be one word for it, and that name.
. "${srcdir:-.}/tests/shell/lib.sh"
[ -x "$vt" ] || skip_all 'there is no program'
need tmux
. "$srcdir/tests/shell/screen.sh"

# The words of its line, in brackets, when it does not complete.
mkdir "$tmp/bin"
cat >"$tmp/bin/virt-twin" <<END
#!/bin/sh
case " \$* " in *' complete -- '*) exec '$vt' "\$@" ;; esac
shift 2
printf '[%s]' "\$@"
echo
END
chmod +x "$tmp/bin/virt-twin"
cp "$srcdir/tests/data/odd-names.xml" "$tmp/odd"
PATH=$tmp/bin:$PATH

# become SHELL COMMAND: a prompt of that shell.
become() {
  name=$1
  terminal "$2"
  last_is 'sh:' || return
}

# tab TYPED WANT: Tab after that, Enter, and the words that the program gets.
tab() {
  keys C-u
  keys C-l
  for _ in $(seq 50); do
    [ "$(screen)" != 'sh:' ] || break
    sleep 0.02
  done
  keys -l "virt-twin -c test://$tmp/odd $1"
  keys Tab
  sleep 0.1
  keys Enter
  ok "$name, Tab after: $1" shows "^$2\$"
}

# shellcheck disable=SC2016  # $e is of the name
names() {
  tab 'dumpxml te' '\[dumpxml]\[tests]'
  tab 'dumpxml a' '\[dumpxml]\[a b]'
  tab 'dumpxml a\ ' '\[dumpxml]\[a b]'
  tab 'dumpxml it' "\\[dumpxml]\\[it's]"
  tab 'dumpxml d' '\[dumpxml]\[d$e]'
  tab 'dumpxml q' '\[dumpxml]\[q"u]'
  tab 'dumpxml b' '\[dumpxml]\[b\\s]'
  tab 'dumpxml s' '\[dumpxml]\[s;c]'
  tab 'dumpxml \#' '\[dumpxml]\[#h]'
  tab 'dumpxml ü' '\[dumpxml]\[ünï]'
  tab 'dumpxml m' "\\[dumpxml]\\[m'i\"x y]"
  tab 'dumpxml "a' '\[dumpxml]\[a b]'
  tab "dumpxml 'a" '\[dumpxml]\[a b]'
  tab "dumpxml 'it" "\\[dumpxml]\\[it's]"
  tab 'dumpxml "it' "\\[dumpxml]\\[it's]"
  tab 'dumpxml "d' '\[dumpxml]\[d$e]'
  tab "dumpxml 'd" '\[dumpxml]\[d$e]'
  tab 'dumpxml "q' '\[dumpxml]\[q"u]'
  tab 'dumpxml "b' '\[dumpxml]\[b\\s]'
  tab 'dumpxml --domain=it' "\\[dumpxml]\\[--domain=it's]"
  tab 'dumpxml --domain=a' '\[dumpxml]\[--domain=a b]'
  tab 'clo' '\[clone]'
  tab 'clone tests new --veri' '\[clone]\[tests]\[new]\[--verify]'
  tab 'define od' '\[define]\[odd]'
  tab 'dumpxml nosuch' '\[dumpxml]\[nosuch]'
}

if command -v zsh >/dev/null; then
  become zsh 'zsh -f'
  keys "fpath=('$srcdir/doc/completion' \$fpath); autoload -U compinit; \
compinit -u -D" Enter
  names
  t kill-session -t one
else
  skip 'zsh completes' 'zsh is not installed'
fi
if command -v fish >/dev/null; then
  become fish "fish --private --no-config -C 'function fish_prompt; echo -n \"sh: \"; end'"
  keys "set fish_autosuggestion_enabled 0; \
source '$srcdir/doc/completion/virt-twin.fish'" Enter
  names
  t kill-session -t one
else
  skip 'fish completes' 'fish is not installed'
fi
become bash 'bash --norc --noprofile'
keys "unset HISTFILE; . '$srcdir/doc/completion/virt-twin.bash'" Enter
names
done_testing
