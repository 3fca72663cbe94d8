# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034  # variables for the tests
#
# For faults.t and kill9.t: a domain whose clone takes every way there is, and
# clones of it in which the n-th call that changes something goes wrong.
#
#   faults_world       the domain "base" on the hypervisor that was begun, and
#                      $before, what `world` says of it
#   world              all images with their sizes, all domains, all volumes,
#                      and what operations were left behind
#   faulty MODE N [CALLS]
#                      clone base as web, or what $faulty_command says, with a
#                      fault (see fault.c): sets
#                      $status, $out, $errors and $hit, the call's name, which
#                      is empty when there was no N-th call
#                      $fault_fs: on a file system that lacks something
#   each_fails NAME CALLS TAKE_BACK
#                      a test: each call of these is made to fail in turn, and
#                      the command fails with the status 1, or does without and
#                      TAKE_BACK undoes it; then `state` is $before again
#   each_kills NAME TAKE_BACK TEST
#                      a test: the same when it is killed before or after any
#                      change, and then recovered; TEST tells that it was done
#   state              what is compared: `world`, if not defined otherwise
#   without_fault      it was the last: that clone is whole; removes it
#   whole              whether "web" is there, with the contents of "base"
#   wipe               remove that clone
#   wrong TEXT...      note that something is not as it should be
#   verdict NAME       a test that passes when nothing was wrong

. "${srcdir:-.}/tests/real/lib.sh"

fault=$tmp/fault.so
# shellcheck disable=SC2046  # words
${CC:-cc} -D_GNU_SOURCE -shared -fPIC -o "$fault" \
  "$srcdir/tests/real/fault.c" $(pkg-config --cflags libvirt 2>/dev/null) \
  2>"$tmp/fault.log" || skip_all 'fault.c cannot be compiled here'

fault_pool=
faulty_command=(clone base web)
options=()

fill() { # FORMAT PATH: some data, some holes
  as_user qemu-io -f "$1" -c 'write -q -P 7 64k 192k' -c 'write -q -P 9 700k 1k' \
    "$2" >/dev/null
}

faults_pool() {
  fault_pool=store
  as_user mkdir "$images/store"
  real_virsh -q "pool-define-as store dir --target $images/store;
    pool-start store" >/dev/null
  as_user qemu-img create -q -f raw "$images/store/base-v.raw" 1000448
  as_user qemu-img create -q -f qcow2 "$images/store/base-w.qcow2" 1M
  fill raw "$images/store/base-v.raw"
  fill qcow2 "$images/store/base-w.qcow2"
  real_virsh -q pool-refresh store >/dev/null
}

fault_volume() { # TARGET VOLUME FORMAT
  printf '%s' "<disk type='volume' device='disk'>" \
    "<driver name='qemu' type='$3'/><source pool='store' volume='$2'/>" \
    "<target dev='$1' bus='virtio'/></disk>"
}

faults_world() {
  local volumes=
  below=$(disk base0.qcow2 qcow2 1M)
  fill qcow2 "$below"
  chain=$(disk base.qcow2 qcow2 1M "$below")
  raw=$(disk base-b.raw raw 1M)
  fill raw "$raw"
  vars=$images/base_VARS.fd
  as_user sh -c "printf vars >'$vars'; : >'$images/code.fd'"
  [ -z "$fault_pool" ] || volumes=$(fault_volume vde base-v.raw raw
    fault_volume vdf base-w.qcow2 qcow2)
  domain_xml base "$chain" qcow2 "$raw" raw "$chain" qcow2 | sed "
    s|</os>|<loader readonly='yes' type='pflash'>$images/code.fd</loader>|
    s|<loader.*|&<nvram>$vars</nvram></os><features><acpi/></features>|
    s|<memballoon|$volumes&|" >"$tmp/base.xml"
  chmod 644 "$tmp/base.xml"
  vt -q define "$tmp/base.xml" >/dev/null ||
    skip_all 'this libvirt does not take the domain'
  # vda: a chain that is flattened; vdb: a copy; vdc: an overlay; vde: a copy
  # in a pool; vdf: one that libvirt makes; NVRAM.
  options=(--disk "vdc,method=linked,path=$images/web-c.qcow2")
  [ -z "$fault_pool" ] || options+=(--disk 'vdf,method=volume')
  ops=$tmp/home/state/virt-twin/ops
  before=$(world)
  sums=$(sources)
}

world() {
  find "$images" -printf '%p %s %m\n' | sort
  vt -q list --all --name
  [ -z "$fault_pool" ] || real_virsh -q vol-list store
  ls "$ops" 2>/dev/null
}

sources() {
  find "$images" -name 'base*' -type f -exec sha256sum {} + | sort
}

faulty() {
  rm -f "$tmp/fault.hit"
  run as_user env LD_PRELOAD="$fault" FAULT_MODE="$1" FAULT_AT="$2" \
    FAULT_CALL="${3:-}" ${fault_fs:+FAULT_FS="$fault_fs"} \
    FAULT_LOG="$tmp/fault.hit" \
    ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" \
    "$vt" -q -c "$uri" "${faulty_command[@]}" "${options[@]}"
  hit=$(grep -v calls "$tmp/fault.hit" | head -n 1)
}

same() { # FORMAT PATH FORMAT PATH
  as_user qemu-img compare -q -f "$1" -F "$3" "$2" "$4"
}

state() {
  world
}
as_before() { # WHAT
  local now
  now=$(state 2>&1)
  [ "$now" = "$before" ] ||
    wrong "$1: left:" "$errors" "$(diff <(echo "$before") <(echo "$now"))"
}

each_fails() {
  local call n
  for call in $2; do
    n=0
    while n=$((n + 1)); faulty fail "$n" "$call"; [ -n "$hit" ]; do
      case $status in
      0 | 4) $3 ;; # 4: and it was said what it did without
      1) ;;
      *) wrong "$call $n: the status is $status" "$errors" ;;
      esac
      as_before "$call $n"
    done
    [ "$status" -eq 0 ] || wrong "$call: without a fault it fails" "$errors"
    $3
    [ "$n" -gt 1 ] || wrong "$call was never called"
  done
  verdict "$1"
}

each_kills() {
  local mode n
  for mode in before after; do
    n=0
    while n=$((n + 1)); faulty $mode "$n"; [ -n "$hit" ]; do
      [ "$status" -eq 137 ] || wrong "$n, $hit: it was not killed" "$errors"
      run vt -q recover
      [ "$status$errors" = 0 ] || wrong "$mode $n, $hit: recover:" "$errors"
      ! $3 || $2
      as_before "$mode $n, $hit"
    done
    $2
    [ "$n" -gt 5 ] || wrong "there are $n changes alone"
  done
  verdict "$1"
}

# The last one had no such call any more, so it succeeded.
without_fault() {
  if [ "$status" -ne 0 ] || ! whole; then
    wrong 'without a fault it fails:' "$errors"
  fi
  wipe
}

whole() {
  vt -q dumpxml web >/dev/null 2>&1 && same qcow2 "$chain" qcow2 \
    "$images/web.qcow2" && as_user cmp -s "$raw" "$images/web-b.raw" &&
    same qcow2 "$chain" qcow2 "$images/web-c.qcow2" &&
    [ "$(cat "$images/web_VARS.fd")" = vars ] || return 1
  [ -z "$fault_pool" ] || {
    as_user cmp -s "$images/store/base-v.raw" "$images/store/web-v.raw" &&
      same qcow2 "$images/store/base-w.qcow2" qcow2 \
        "$images/store/web-w.qcow2"
  }
}

wipe() {
  if [ -n "$fault_pool" ]; then
    real_virsh -q 'undefine web --nvram; vol-delete web-v.raw store;
      vol-delete web-w.qcow2 store' >/dev/null 2>&1
  else
    vt -q 'undefine web --nvram' >/dev/null 2>&1
  fi
  rm -f "$images"/web*
}

wrongs=0
wrong() {
  wrongs=$((wrongs + 1))
  [ "$wrongs" -gt 5 ] || printf '%s\n' "$@" | head -n 30 | note
}

verdict() {
  is "$1" "$wrongs" 0
  wrongs=0
}
