# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Real hypervisors for tests, all of them inside $tmp and ended by process id.
# A test begins with
#
#   #!/bin/bash
#   . "${srcdir:-.}/tests/real/lib.sh"
#   real_daemon            or: real_embed
#
# and has, beside all of tests/shell/lib.sh:
#
#   real_daemon       start a private libvirtd for qemu:///session as an
#                     ordinary user (root becomes "nobody": for root libvirt
#                     takes qemu:///session for qemu:///system)
#   real_embed        make a root for qemu:///embed (no daemon), used as the
#                     user who runs the test
#   real_embed_user   ... as an ordinary user
#                     Each sets $uri, and where a user was changed, $tmp and
#                     what the functions below make belong to that user.
#   as_user CMD...    run as that user, with HOME and XDG_* inside $tmp
#   program PATH      prints PATH, or that of a copy that this user can run
#   vt WORDS...       the program on $uri, as that user
#   real_far          then `far` is as vt, and takes the daemon for one of
#                     another machine, which needs virt-ssh-helper
#   real_virsh WORDS... virsh, on the daemon (it cannot use qemu:///embed)
#   daemon_stop, daemon_cont, daemon_end, daemon_start
#                     SIGSTOP, SIGCONT, SIGTERM and wait, start again;
#                     $daemon_pid is its id
#   disk NAME FORMAT SIZE [BACKING]
#                     make $images/NAME with qemu-img; prints its path
#   domain_xml NAME [PATH FORMAT]...
#                     the XML of a tiny domain (QEMU without KVM, 16 MiB, no
#                     network) with these disks as vda, vdb ...
#   domain NAME [PATH FORMAT]...
#                     define that domain
#
# Running domains end with the test. $images is a directory for disks.

. "${srcdir:-.}/tests/shell/lib.sh"

real_user=
real_env=()
uri=
images=
daemon_pid=

# In the place of this process, so that $! is the command's id.
exec_as_user() {
  if [ -n "$real_user" ]; then
    exec setpriv --reuid="$real_user" --regid="$real_user" --clear-groups \
      env "${real_env[@]}" "$@"
  fi
  exec env "${real_env[@]}" "$@"
}

as_user() {
  (exec_as_user "$@")
}

# A built program may be where only root can read it.
program() {
  if ! as_user test -x "$1" 2>/dev/null && [ -x "$1" ]; then
    cp "$1" "$tmp/" && printf '%s\n' "$tmp/${1##*/}"
  else
    printf '%s\n' "$1"
  fi
}

real_become() {
  need setpriv
  real_user=$1
  chown "$real_user" "$tmp" || exit 99
  vt=$(program "$vt")
}

# real_world USER: an empty home for USER; '' is who runs the test.
real_world() {
  local home=$tmp/home
  real_env=(
    HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_CACHE_HOME="$home/cache"
    XDG_DATA_HOME="$home/data" XDG_STATE_HOME="$home/state"
    XDG_RUNTIME_DIR="$home/run" TMPDIR="$tmp" LIBVIRT_AUTOSTART=0
  )
  [ -z "$1" ] || real_become "$1"
  images=$tmp/images
  as_user mkdir -m 700 "$home" "$home/run"
  as_user mkdir "$images"
}

real_nobody() {
  if [ "$(id -u)" -eq 0 ]; then id -u nobody; fi
}

vt() {
  as_user "$vt" -c "$uri" "$@"
}

real_virsh() {
  as_user virsh -c "$uri" "$@"
}

# libvirt gives the way to it a few variables only.
real_far() {
  need virt-ssh-helper
  printf '%s\n' '#!/bin/bash' \
    "exec env ${real_env[*]@Q} virt-ssh-helper qemu:///session" >"$tmp/far"
  chmod 755 "$tmp/far"
  far_uri="qemu+ext:///session?command=$tmp/far"
}

far() {
  uri=$far_uri vt "$@"
}

# QEMU processes that libvirt started below $tmp, by the files it wrote.
real_end_domains() {
  local file pid
  for file in "$tmp"/home/run/libvirt/qemu/run/*.pid \
    "$tmp"/embed/run/qemu/*.pid; do
    pid=$(cat "$file" 2>/dev/null) || continue
    case $(tr "\0" " " 2>/dev/null <"/proc/$pid/cmdline") in
      *"$tmp"*) kill -KILL "$pid" ;;
    esac
  done
}

daemon_running() {
  real_virsh uri >/dev/null 2>&1
}

daemon_start() {
  exec_as_user libvirtd >>"$tmp/libvirtd.log" 2>&1 &
  daemon_pid=$!
  for _ in {1..100}; do
    [ ! -S "$tmp/home/run/libvirt/libvirt-sock" ] || ! daemon_running ||
      return 0
    kill -0 "$daemon_pid" 2>/dev/null || break
    sleep 0.1
  done
  note <"$tmp/libvirtd.log"
  echo 'Bail out! the private libvirtd did not start'
  exit 99
}

daemon_stop() {
  kill -STOP "$daemon_pid"
}

daemon_cont() {
  kill -CONT "$daemon_pid"
}

daemon_end() {
  [ -n "$daemon_pid" ] || return 0
  kill -CONT "$daemon_pid" 2>/dev/null
  kill -TERM "$daemon_pid" 2>/dev/null
  wait "$daemon_pid" 2>/dev/null
  daemon_pid=
}

real_daemon() {
  need libvirtd virsh qemu-system-x86_64 qemu-img
  real_world "$(real_nobody)"
  at_exit 'real_end_domains; daemon_end'
  uri=qemu:///session
  daemon_start
}

real_embed() {
  real_embed_as ''
}

real_embed_user() {
  real_embed_as "$(real_nobody)"
}

real_embed_as() {
  need qemu-system-x86_64 qemu-img
  real_world "$1"
  as_user mkdir -p "$tmp/embed/etc"
  echo 'stdio_handler = "file"' >"$tmp/embed/etc/qemu.conf"
  if [ "$(as_user id -u)" -eq 0 ]; then
    getent passwd libvirt-qemu >/dev/null ||
      skip_all 'there is no user libvirt-qemu, which the QEMU driver wants'
    printf '%s\n' 'user = "root"' 'group = "root"' 'namespaces = []' \
      >>"$tmp/embed/etc/qemu.conf"
  fi
  at_exit real_end_domains
  uri="qemu:///embed?root=$tmp/embed"
}

disk() {
  local path=$images/$1
  as_user qemu-img create -q -f "$2" ${4:+-b "$4" -F qcow2} "$path" "$3" &&
    printf '%s\n' "$path"
}

domain_xml() {
  local letters=abcdefgh n=0
  printf '%s\n' "<domain type='qemu'>" "  <name>$1</name>" \
    "  <memory unit='MiB'>16</memory>" "  <vcpu>1</vcpu>" \
    "  <os><type arch='x86_64' machine='pc'>hvm</type></os>" "  <devices>"
  shift
  while [ $# -gt 1 ]; do
    printf '%s\n' "    <disk type='file' device='disk'>" \
      "      <driver name='qemu' type='$2'/>" \
      "      <source file='$1'/>" \
      "      <target dev='vd${letters:n++:1}' bus='virtio'/>" "    </disk>"
    shift 2
  done
  printf '%s\n' "    <memballoon model='none'/>" "  </devices>" "</domain>"
}

domain() {
  domain_xml "$@" >"$tmp/.domain.xml"
  chmod 644 "$tmp/.domain.xml"
  vt -q define "$tmp/.domain.xml" >/dev/null
}
