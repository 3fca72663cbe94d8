# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154  # lib.sh and cases.sh have set them
#
# Cases of the shell: how long a person waits. Each run is short, so that there
# are more of them.

rounds=$((4 * repeat))

# typed KEY TEXT [KEYS TEXT]... -- COMMAND...: a sample of the time from the
# last keys, or the start, to the last text.
typed() {
  local key=$1
  shift
  TERM=xterm sample "$key" --typed "$@"
}

# A thousand domains of the test driver's, and of QEMU's.
thousand_begin() {
  thousand=test://$tmp/thousand.xml
  {
    echo '<node>'
    seq -f "<domain type='test'><name>other%.0f</name><memory>16384</memory>\
<os><type>hvm</type></os></domain>" 0 999
    echo '</node>'
  } >"$tmp/thousand.xml"
  chmod 644 "$tmp/thousand.xml"
  others_begin 1000
}

thousand_end() {
  others_end
  rm "$tmp/thousand.xml"
}

# ---- j: the prompt ----------------------------------------------------------

# prompt_case KEY WORDS...
prompt_case() {
  local key=$1 round
  shift
  named "$key.virsh" virsh
  for ((round = 0; round < rounds; round++)); do
    typed "$key" '# ' -- "$vt" "$@"
    typed "$key.virsh" '# ' -- virsh "$@"
  done
}

# history LINES: what somebody typed before.
history() {
  as_user mkdir -p "$tmp/home/state/virt-twin"
  seq -f 'echo line %.0f' 1 "$1" |
    as_user tee "$tmp/home/state/virt-twin/history" >/dev/null
}

case_j() {
  history 2000
  prompt_case j
  prompt_case j.test -c test:///default
  prompt_case j.qemu -c "$uri"
  history 100000
  VIRT_TWIN_HISTSIZE=100000 prompt_case j.history
  history 0
  line j ms 20 j j.virsh 1 'a prompt'
  line j within 1 j j.virsh 1 "  against virsh's"
  line j within 1 j.test j.test.virsh 1 'on the test driver'
  line j within 1 j.qemu j.qemu.virsh 1 'on a daemon'
  line j ms 20 j.history j.virsh 1 'with 100,000 lines of history'
}

# ---- k: list ----------------------------------------------------------------

list_case() {
  local key=$1 on=$2 round
  named "$key.virsh" virsh
  named "$key.terminal.virsh" virsh
  for ((round = 0; round < rounds; round++)); do
    sample "$key" "$vt" -c "$on" list --all
    sample "$key.virsh" virsh -c "$on" list --all
    typed "$key.terminal" other999 -- "$vt" -c "$on" --no-pager list --all
    typed "$key.terminal.virsh" other999 -- virsh -c "$on" list --all
  done
  line k within 1 "$key" "$key.virsh" 1 "$3"
  line k within 1 "$key.terminal" "$key.terminal.virsh" 1 '  on a terminal'
}

case_k() {
  thousand_begin
  list_case k.test "$thousand" 'list --all of 1,000 test domains'
  list_case k.qemu "$uri" 'list --all of 1,000 QEMU domains'
  thousand_end
}

# ---- l: completion ----------------------------------------------------------

# tab_case KEY URI: the first Tab rings the bell, as there is more than one
# way on; the second one asks whether to show so many.
tab_case() {
  local key=$1 on=$2 round
  local tab=('# ' 'dumpxml other' other $'\t' $'\a')
  named "$key.virsh" virsh
  named "$key.again.virsh" virsh
  for ((round = 0; round < rounds; round++)); do
    typed "$key" "${tab[@]}" -- "$vt" -c "$on"
    typed "$key.virsh" "${tab[@]}" -- virsh -c "$on"
    tab+=($'\t' 'y or n')
    typed "$key.again" "${tab[@]}" -- "$vt" -c "$on"
    typed "$key.again.virsh" "${tab[@]}" -- virsh -c "$on"
    tab=("${tab[@]:0:5}")
  done
  line l ms 50 "$key" "$key.virsh" 1 "Tab among 1,000 names, $3"
  line l ms 50 "$key.again" "$key.again.virsh" 1 '  again'
}

case_l() {
  local round
  thousand_begin
  tab_case l.test "$thousand" 'test driver'
  tab_case l.qemu "$uri" QEMU
  named l.process.virsh 'virsh complete'
  for ((round = 0; round < rounds; round++)); do
    ours l.process complete -- dumpxml other
    sample l.process.virsh virsh -q -c "$uri" complete -- dumpxml other
  done
  thousand_end
  line l ms 50 l.process l.process.virsh 1 'a process that completes'
}
