# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154  # lib.sh has set them
#
# A real terminal for tests that type: after lib.sh, and `need tmux`.

t() {
  tmux -S "$tmp/tmux" -f /dev/null "$@"
}
at_exit 't kill-server 2>/dev/null'

# screen [WINDOW]: its lines, without blank ones at the end.
screen() {
  t capture-pane -p -J -t "${1:-one}" | sed -e 's/ *$//'
}

# Wait until the last line on the screen that has something is this one.
last_is() {
  for _ in $(seq 100); do
    [ "$(screen "${2:-one}" | sed '/^$/d' | tail -n 1)" = "$1" ] && return
    sleep 0.05
  done
  screen "${2:-one}"
  return 1
}

# Wait until the pattern is on the screen.
shows() {
  for _ in $(seq 100); do
    screen | grep -q -e "$1" && return
    sleep 0.05
  done
  screen
  return 1
}

keys() {
  t send-keys -t one "$@"
}

# enter TEXT [AFTER]: type it after the prompt, see it there, press Enter, and
# wait for what is last then: another prompt. What is typed sooner than that
# may be lost while the terminal changes hands.
enter() {
  keys -l "$1"
  last_is "virt-twin # $1" >/dev/null
  keys Enter
  last_is "${2:-virt-twin #}" >/dev/null
}

# fresh: an empty screen with a prompt.
fresh() {
  keys C-c
  t clear-history -t one
  sleep 0.1
  keys C-l
  last_is 'virt-twin #'
}

# typed TEXT: on an otherwise empty screen.
typed() {
  keys C-u
  keys C-l
  last_is 'virt-twin #' >/dev/null
  keys -l "$1"
  last_is "virt-twin # ${1%"${1##*[! ]}"}" >/dev/null
}

# completes TYPED WANT: what TAB makes of a line.
completes() {
  typed "$1"
  keys Tab
  ok "TAB after: $1" last_is "virt-twin # $2"
}

# terminal COMMAND: it runs in a terminal of 90 columns and 24 lines, named
# "one", with an environment of its own.
terminal() {
  # shellcheck disable=SC2016  # expanded there
  t new-session -d -s one -x 90 -y 24 -c "$tmp" \
    "exec env -i PATH=\"\$PATH\" HOME='$tmp' TERM=\"\$TERM\" LC_ALL=C.UTF-8 \
    PS1='sh: ' ENV= INPUTRC=/dev/null $1" || skip_all 'tmux does not start'
  t set-option -g remain-on-exit on >/dev/null
}
