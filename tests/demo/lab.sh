# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154  # lab_pattern
#
# A lab for the demo and for recording: the QEMU driver inside the program,
# with all its files below the directory $lab, which is the current one; gone
# at exit, with the guests that run. Read with $lab_pattern set, a template for
# mktemp. $program is virt-twin, which is in PATH. end_guests ends what runs;
# base.xml is a machine to define, whose images base.qcow2 and base-data.raw
# are still to be made.

set -u

die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

program=${VIRT_TWIN:-$(command -v virt-twin)} || die 'set VIRT_TWIN'
program=$(realpath "$program")
for needed in qemu-img qemu-system-x86_64 qemu-io; do
  command -v "$needed" >/dev/null || die "$needed is not installed"
done

lab=$(mktemp -d "$lab_pattern") || exit 1

# QEMU processes outlive the program; these are the ones of this lab.
end_guests() {
  local file pid
  for file in "$lab"/run/qemu/*.pid; do
    pid=$(cat "$file" 2>/dev/null) || continue
    case $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") in
    *"$lab"*) kill -KILL "$pid" ;;
    esac
  done
}

clean_up() {
  trap - EXIT
  trap '' INT TERM HUP
  cd /
  end_guests
  rm -rf "$lab"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# The QEMU driver inside the program, with all its files below the lab; and
# nothing of the user's own settings and hooks.
cd "$lab" || exit 1
mkdir bin etc fast home
ln -s "$program" bin/virt-twin
PATH=$lab/bin:$PATH
export VIRT_TWIN_DEFAULT_URI="qemu:///embed?root=$lab"
export XDG_CONFIG_HOME=$lab/home XDG_STATE_HOME=$lab/home \
  XDG_CACHE_HOME=$lab/home XDG_DATA_HOME=$lab/home
echo 'stdio_handler = "file"' >etc/qemu.conf
if [ "$(id -u)" -eq 0 ]; then
  getent passwd libvirt-qemu >/dev/null ||
    die "the user 'libvirt-qemu' is missing: install libvirt-daemon-system"
  printf '%s\n' 'user = "root"' 'group = "root"' 'namespaces = []' \
    >>etc/qemu.conf
fi

cat >base.xml <<END
<domain type='qemu'>
  <name>base</name>
  <memory unit='MiB'>64</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='$lab/base.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='$lab/base-data.raw'/>
      <target dev='vdb' bus='virtio'/>
    </disk>
    <interface type='user'>
      <model type='virtio'/>
    </interface>
    <serial type='file'>
      <source path='$lab/base-serial.log'/>
    </serial>
  </devices>
</domain>
END
