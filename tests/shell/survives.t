#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The prompt survives what a cat on the keyboard could do: keys, lines and
# signals at random, the same at every run. FUZZ_LINES says how many lines.
. "${srcdir:-.}/tests/shell/lib.sh"
need perl tmux
[ -x "$vt" ] || skip_all 'there is no program'
. "$srcdir/tests/shell/screen.sh"

cat >"$tmp/keys.pl" <<'END'
srand(7);
my @words = (qw(list clone rename define help echo set alias unalias apropos
  history time connect uri dumpxml start destroy undefine complete version
  jobs nosuch test a), "--all", "--", "--name", "-", "'", '"', "\\", ";",
  "#", "&", "| cat", "=", "\xc3\xbc", "\xff", "\x01", "*", "vda,path=x",
  "--domain=test", "x" x 300);
my @keys = ("\t", "\t\t", "\x01", "\x05", "\x12ec", "\x15", "\x17", "\x0b",
  "\x19", "\e[A", "\e[B", "\e[D", "\e[C", "\x7f", "\e[3~", "\e.", "\x14",
  "\x03", "\x03", "\e[200~echo p\necho q\n\e[201~", "\x1f", "\e5\x06");
for (1 .. $ARGV[0]) {
  my $line = join " ", map { $words[rand @words] } 1 .. 1 + rand 5;
  # What would end the program, or read keys as its own, is not tried.
  $line = "-$line" if rand() < .1;
  print $line, rand() < .4 ? $keys[rand @keys] : "", "\n";
}
print "'\n\"\n\x03\n";
END

perl "$tmp/keys.pl" "${FUZZ_LINES:-150}" >"$tmp/keys"
terminal "sh -c \"trap : INT; '$vt' -q --no-pager --norc -c test:///default;\
  echo \\\$? >'$tmp/status'\""
last_is 'virt-twin #' >/dev/null || skip_all 'tmux does not start'
pid=$(t list-panes -t one -F '#{pane_pid}' |
  xargs -I{} ps -o pid= --ppid {} | tr -d ' ')
n=0
while IFS= read -r line; do
  n=$((n + 1))
  printf '%s\n' "$line" >"$tmp/one-line"
  t load-buffer "$tmp/one-line"
  t paste-buffer -r -t one
  case $((n % 40)) in
  7) kill -INT "$pid" ;;
  17) kill -WINCH "$pid" ;;
  27) t resize-window -t one -x $((20 + n % 90)) -y $((5 + n % 30)) ;;
  esac
done <"$tmp/keys"
t resize-window -t one -x 90 -y 24
for _ in 1 2 3; do
  t send-keys -t one C-c
  sleep 0.2
done
t send-keys -t one 'echo alive' Enter
ok "it answers after ${FUZZ_LINES:-150} lines" shows '^alive$'
ok 'and is the same process' kill -0 "$pid"

t send-keys -t one C-d
for _ in $(seq 100); do
  [ ! -s "$tmp/status" ] || break
  sleep 0.1
done
[ -s "$tmp/status" ] || screen | note
is 'and ends well' "$(cat "$tmp/status")" 0

done_testing
