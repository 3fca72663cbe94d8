#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# As faults.t and kill9.t, on the ways that their clone does not take: in the
# place of another domain, without holes, with shared blocks, with a seed of
# cloud-init, here and on another machine.
. "${srcdir:-.}/tests/real/faults.sh"
real_daemon
ops=$tmp/home/state/virt-twin/ops
fault_pool=store
store=$images/store
as_user mkdir "$store"
real_virsh -q "pool-define-as store dir --target $store; pool-start store;
  vol-create-as store base-v.qcow2 1M --format qcow2" >/dev/null
raw=$(disk base.raw raw 1M)
fill raw "$raw"
domain base "$raw" raw

gone() { # what a clone that was made takes with it
  vt -q undefine web >/dev/null
  rm -f "$images"/web* "$store"/web* "$images"/fs/web*
  real_virsh -q pool-refresh store >/dev/null
}
made() {
  vt -q dumpxml web >/dev/null 2>&1
}

# ---- without holes -----------------------------------------------------------

faulty_command=(clone base web --nonsparse)
before=$(state)
each_fails 'a copy without holes' 'posix_fallocate fchown' gone

# ---- shared blocks -----------------------------------------------------------

truncate -s 128M "$tmp/btrfs.img"
as_user mkdir "$images/fs"
if mkfs.btrfs -q "$tmp/btrfs.img" >/dev/null 2>&1 &&
  mount -o loop "$tmp/btrfs.img" "$images/fs" 2>/dev/null; then
  at_exit "umount '$images/fs'"
  [ -z "$real_user" ] || chown "$real_user" "$images/fs"
  as_user cp "$raw" "$images/fs/base.raw"
  domain shared "$images/fs/base.raw" raw
  faulty_command=(clone shared web --disk "vda,path=$images/fs/web.raw")
  before=$(state)
  each_fails 'blocks that are shared' 'ioctl open linkat fsync' gone
  each_kills 'the same, killed' gone made
  faulty_command=(clone shared web
    --disk "vda,path=$images/fs/web.raw,method=copy")
  each_fails 'a copy that the kernel makes' 'copy_file_range fsync' gone
else
  skip 'blocks that are shared' 'btrfs or a mount is missing'
fi

# ---- in the place of another domain ------------------------------------------

other=$(disk other.raw raw 1M)
domain web "$other" raw
real_virsh -q dumpxml web --inactive --security-info >"$tmp/web.xml"
chmod 644 "$tmp/web.xml"
state() {
  world
  real_virsh -q dumpxml web --inactive --security-info
}
put_back() {
  gone
  vt -q define "$tmp/web.xml" >/dev/null
}
replaced() {
  vt -q dumpxml web | grep -q "file='$images/web.raw'"
}
before=$(state)
faulty_command=(clone base web --replace --yes)
each_fails 'a domain that would be replaced stays' 'virDomainUndefineFlags
  virDomainDefineXMLFlags linkat fsync write fdatasync' put_back
each_kills 'the same, killed' put_back replaced
faulty all 1 'virDomainDefineXMLFlags virDomainDefineXML'
like 'one that cannot be put back is said' "$status$errors" \
  "5*not everything could be undone*replace domain 'web'*"
run vt -q recover
is 'recover puts it back' "$status$errors" 0
as_before 'recover'
verdict 'as it was'
gone
rm "$other"

# ---- a seed of cloud-init ----------------------------------------------------

state() {
  world
}
domain seeded "$store/base-v.qcow2" qcow2
before=$(state)
if command -v xorriso >/dev/null; then
  faulty_command=(clone seeded web --identity cloud-init)
  each_fails 'a seed that is made' 'open write fsync linkat ftruncate' gone
  each_kills 'the same, killed' gone made
else
  skip 'a seed that is made' 'xorriso is not installed'
fi
if command -v xorriso >/dev/null && command -v virt-ssh-helper >/dev/null; then
  real_far
  near_uri=$uri
  uri=$far_uri
  each_fails 'a seed on another machine' 'virStorageVolCreateXMLFrom
    virStorageVolCreateXML virStorageVolUpload virDomainDefineXMLFlags' gone
  uri=$near_uri
else
  skip 'a seed on another machine' 'virt-ssh-helper is not installed'
fi
done_testing
