# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# The cases. All run on one private libvirtd; each leaves it as it was.
# In each round every command has its turn, so that a busy moment of the
# machine does not fall on one of them alone.

. "${srcdir:-.}/tests/bench/lib.sh"

many=${BENCH_MANY:-100}
peers= # virt-clone, where there is one

# Who is compared with, and a storage pool, as virt-clone makes one if there
# is none.
cases_begin() {
  if have virt-clone; then
    peers=virt-clone
  else
    without 'virt-clone: not installed (BENCH_INSTALL=1)'
  fi
  quiet virsh pool-define-as --name bench --type dir --target "$images"
  quiet virsh pool-start bench
}

quiet() {
  local program=$1
  shift
  as_user "$program" -c "$uri" "$@" >"$tmp/quiet" 2>&1 ||
    die "$program $*: $(cat "$tmp/quiet")"
}

# ours KEY WORDS...: a sample of the program.
ours() {
  local key=$1
  shift
  sample "$key" "$vt" -q -c "$uri" "$@"
}

# By virt-clone as it comes; [AND...] follows in the same sample.
peer() {
  local key=$1 from=$2 to=$3
  shift 3
  sample "$key" sh -c "virt-clone -q --connect '$uri' -o '$from' -n '$to' \
    --auto-clone ${*:+&& $*}"
}

# forget NAME: the clone, its disks, and what the pool knows of them.
forget() {
  quiet virsh undefine "$1"
  rm -f "$images/$1" "$images/$1"[-.]*
  quiet virsh pool-refresh bench
}

# Bytes of earlier samples must not be written during this one.
settle() {
  sync -f "$images"
}

forget_ten() {
  local number
  for number in {0..9}; do
    forget "clone$number"
  done
}

with_nic() {
  sed "s|</devices>|<interface type='user'/></devices>|"
}

# A domain with a network interface: base NAME [PATH FORMAT]...
base() {
  domain_xml "$@" | with_nic >"$tmp/base.xml"
  chmod 644 "$tmp/base.xml"
  quiet virsh define "$tmp/base.xml"
}

# ---- a, b: what a clone costs by itself -------------------------------------

# The least that anybody needs: a process that connects and defines a domain
# with a network interface.
least() {
  domain_xml least | with_nic >"$tmp/least.xml"
  chmod 644 "$tmp/least.xml"
  sample "$1" virsh -q -c "$uri" define "$tmp/least.xml"
  quiet virsh undefine least
}

tiny() {
  local key=$1 round
  named "$key.virt-clone" virt-clone
  named "$key.least" 'virsh define'
  base base "$(disk base.qcow2 qcow2 1M)" qcow2
  for ((round = 0; round < repeat; round++)); do
    least "$key.least"
    ours "$key" clone base clone
    forget clone
    ours "$key.ten" "$(printf 'clone base clone%d; ' {0..9})"
    forget_ten
    [ -n "$peers" ] || continue
    peer "$key.virt-clone" base clone
    forget clone
  done
  forget base
}

case_a() {
  local test="test://$srcdir/tests/data/domains.xml" round
  named a.test.virt-clone virt-clone
  for ((round = 0; round < repeat; round++)); do
    sample a.test "$vt" -q -c "$test" clone base clone
    [ -z "$peers" ] || sample a.test.virt-clone virt-clone -q \
      --connect "$test" -o base -n clone --auto-clone
  done
  tiny a
  if [ -n "$peers" ]; then
    line a faster 20 a.test a.test.virt-clone 1 'no disk, test driver'
    line a faster 20 a a.virt-clone 1 'a disk of 1 MiB'
  fi
  line a within - a a.least 1 '  against a process that defines one'
  line a beyond - a.ten a.least 10 '  each of ten in one shell'
}

others() {
  local n=$1 i
  for ((i = 0; i < n; i++)); do
    domain_xml "other$i" "$images/other$i.qcow2" qcow2 | with_nic \
      >"$tmp/others/$i.xml"
    echo "define $tmp/others/$i.xml"
  done
}

# others_begin COUNT: that many domains, until others_end.
others_begin() {
  mkdir "$tmp/others"
  others "$1" >"$tmp/others/script"
  chmod -R a+rX "$tmp/others"
  quiet virsh "$(tr '\n' ';' <"$tmp/others/script")"
}

others_end() {
  sed 's/define .*/undefine /; t; d' "$tmp/others/script" |
    awk '{ printf "%sother%d;", $0, NR - 1 }' >"$tmp/others/undo"
  quiet virsh "$(cat "$tmp/others/undo")"
  rm -r "$tmp/others"
}

# Who looks for clashes reads the XML of all.
others_read() {
  local round words
  named "$1" 'virsh dumpxml of all'
  words=$(awk '{ printf "dumpxml --inactive other%d;", NR - 1 }' \
    "$tmp/others/script")
  for ((round = 0; round < repeat; round++)); do
    sample "$1" virsh -q -c "$uri" "$words"
  done
}

case_b() {
  others_begin 1000
  tiny b
  others_read b.read
  others_end
  [ -z "$peers" ] ||
    line b faster 50 b b.virt-clone 1 'beside 1,000 domains'
  line b within - b b.least 1 '  against a process that defines one'
  line b beyond - b.ten b.least 10 '  each of ten in one shell'
  line b within - b b.read 1 '  against one that reads the XML of all'
}

# ---- c: many clones at once -------------------------------------------------

# web-001 ... as many as there are to be.
many_names() {
  seq -f 'web-%03g' 1 "$many"
}

# In one call, and in as many as there are clones.
many_batch() {
  ours "$1" clone base "web-{001..$(printf %03d "$many")}" \
    --disk "vda,method=$2"
}

many_script() {
  many_names | sed "s|.*|clone base & --disk vda,method=$2|" >"$tmp/many.vt"
  chmod 644 "$tmp/many.vt"
  ours "$1" -f "$tmp/many.vt"
}

# The yardstick: virsh defines the very same domains.
many_xml() {
  local name
  mkdir -p "$tmp/many"
  for name in $(many_names); do
    real_virsh dumpxml --inactive "$name" >"$tmp/many/$name.xml"
  done
  chmod -R a+rX "$tmp/many"
}

# many_virsh WORD SUFFIX: "WORD NAME SUFFIX; ..." as virsh's one argument.
many_virsh() {
  many_names | sed "s|.*|$1&$2|" | tr '\n' ';'
}

many_forget() {
  quiet virsh "$(many_virsh 'undefine ' '')"
  find "$1" -name 'web-*' -delete
}

# many_case PLACE METHOD DIRECTORY
many_case() {
  local key=c.$2.$1 round
  named "$key.define" "$many times virsh define"
  as_user qemu-img create -q -f qcow2 "$3/base.qcow2" 1G
  base base "$3/base.qcow2" qcow2
  for ((round = 0; round < repeat; round++)); do
    settle
    many_batch "$key" "$2"
    [ -d "$tmp/many" ] || many_xml
    many_forget "$3"
    settle
    sample "$key.define" virsh -q -c "$uri" \
      "$(many_virsh "define $tmp/many/" .xml)"
    many_forget "$3"
    settle
    many_script "$key.script" "$2"
    many_forget "$3"
  done
  quiet virsh undefine base
  rm -rf "$tmp/many" "$3/base.qcow2"
  line c beyond 8 "$key" "$key.define" "$many" "$many clones, $2, on $1: each"
  line c beyond - "$key.script" "$key.define" "$many" '  one call for each'
}

# mounted TYPE: a file system of that type in a file, mounted at $tmp/TYPE.
mounted() {
  local file=$tmp/$1.img directory=$tmp/$1
  truncate -s 2G "$file"
  PATH=$PATH:/usr/sbin:/sbin "mkfs.$1" -q "$file" >/dev/null 2>&1 &&
    mkdir "$directory" && mount -o loop "$file" "$directory" || return 1
  at_exit "umount '$directory' || umount -l '$directory'"
  chown "${real_user:-root}" "$directory"
}

case_c() {
  local type
  many_case images linked "$images"
  for type in xfs btrfs; do
    if [ "$(id -u)" -ne 0 ]; then
      without "reflinks on $type: only root can mount it"
    elif ! have "mkfs.$type"; then
      without "reflinks on $type: no mkfs.$type (BENCH_INSTALL=1)"
    elif ! mounted "$type"; then
      without "reflinks on $type: it cannot be mounted here"
    else
      many_case "$type" reflink "$tmp/$type"
    fi
  done
}

# ---- d, e, f: bytes ---------------------------------------------------------

# data FILE SIZE DATA: a raw image of SIZE MiB with DATA MiB of random bytes
# in 16 stretches.
data() {
  local i step=$(($2 / 16)) stretch=$(($3 / 16))
  as_user truncate -s "$2M" "$1"
  for ((i = 0; i < 16; i++)); do
    as_user dd if=/dev/urandom of="$1" bs=1M count="$stretch" \
      seek=$((i * step)) conv=notrunc status=none
  done
}

# What makes the others' copies durable, as ours are: fsync of both.
durable() {
  printf "sync '%s' '%s'" "$1" "$images"
}

plain_peers() {
  local key=$1 format=$2 from=$3 to=$images/copy.$2
  settle
  sample "$key.cp" sh -c "cp --sparse=auto '$from' '$to' && $(durable "$to")"
  rm "$to" && settle
  sample "$key.convert" sh -c "qemu-img convert -f $format -O $format '$from' \
    '$to' && $(durable "$to")"
  rm "$to" && settle
  sample "$key.vol-clone" sh -c "virsh -q -c '$uri' vol-clone --pool bench \
    '${from##*/}' '${to##*/}' && $(durable "$to")"
  rm "$to"
}

data_case() {
  local key=d.$1 format=$1 round
  named "$key.cp" 'cp, fsync'
  named "$key.convert" 'qemu-img convert'
  named "$key.vol-clone" 'virsh vol-clone'
  named "$key.virt-clone" virt-clone
  quiet virsh pool-refresh bench
  base base "$images/base.$format" "$format"
  for ((round = 0; round < repeat; round++)); do
    plain_peers "$key" "$format" "$images/base.$format"
    settle
    ours "$key" clone base clone
    forget clone
    ours "$key.ten" "$(printf 'clone base clone%d; ' {0..9})"
    forget_ten
    [ -n "$peers" ] || continue
    settle
    peer "$key.virt-clone" base clone \
      "$(durable "$images/clone.$format")"
    forget clone
  done
  quiet virsh undefine base
}

data_lines() {
  local key=d.$1 text="$1, $2 MiB in $3 MiB" aim='-' twice='-'
  [ -z "$full" ] || aim=1.05 twice=2
  line d within "$aim" "$key" "$key.cp" 1 "$text"
  line d faster - "$key" "$key.convert" 1 "$text"
  line d faster - "$key" "$key.vol-clone" 1 "$text"
  [ -z "$peers" ] || line d faster "$twice" "$key" "$key.virt-clone" 1 "$text"
}

case_d() {
  local size=1024 bytes=256
  [ -z "$full" ] || size=8192 bytes=2048
  data "$images/base.raw" "$size" "$bytes"
  as_user qemu-img convert -O qcow2 "$images/base.raw" "$images/base.qcow2"
  data_case raw
  data_lines raw "$bytes" "$size"
  data_case qcow2
  data_lines qcow2 "$bytes" "$size"
  rm "$images/base.raw" "$images/base.qcow2"
  [ -n "$full" ] || without \
    'the aims of case d: they are for 2 GiB (BENCH_FULL=1)'
}

case_e() {
  local round to=$images/copy.raw
  named e.cp 'cp, fsync'
  as_user truncate -s 20G "$images/base.raw"
  base base "$images/base.raw" raw
  for ((round = 0; round < repeat; round++)); do
    settle
    ours e clone base clone
    forget clone
    settle
    sample e.cp sh -c "cp --sparse=auto '$images/base.raw' '$to' && \
      $(durable "$to")"
    rm "$to"
  done
  forget base
  line e ms 50 e e.cp 1 'a hole of 20 GiB'
}

# What the device needs for the bytes: cp and fsync of the four files, one
# after the other and all at once.
four_peers() {
  local i one='' all='' cp
  for i in 1 2 3 4; do
    cp="cp --sparse=auto '$images/base$i.raw' '$images/copy$i' && \
      $(durable "$images/copy$i")"
    one="$one$cp && "
    all="$all{ $cp; } & "
  done
  settle
  sample f.one sh -c "${one}true"
  rm "$images"/copy? && settle
  sample f.all sh -c "${all}wait"
  rm "$images"/copy? && settle
}

case_f() {
  local size=64 i round disks=()
  [ -z "$full" ] || size=512
  named f.one '4 cp in turn, fsync'
  named f.all '4 cp at once, fsync'
  for i in 1 2 3 4; do
    data "$images/base$i.raw" "$size" "$size"
    disks+=("$images/base$i.raw" raw)
  done
  base base "${disks[@]}"
  for ((round = 0; round < repeat; round++)); do
    four_peers
    ours f clone base clone
    quiet virsh undefine clone
    rm -f "$images"/clone*
  done
  quiet virsh undefine base
  rm "$images"/base?.raw
  line f within 1.1 f f.one 1 "four disks of $size MiB"
  line f within 1.1 f f.all 1 "four disks of $size MiB"
}

# Ten hooks that edit, set a parameter and check; nothing is made.
case_h() {
  local i round options=()
  named h.none 'without hooks'
  for i in 1 2 3 4 5 6 7 8 9 10; do
    cat >"$tmp/hook$i.lua" <<LUA
virt.hook { name = "h$i", params = { word = { "string", default = "x" } },
  mutate = function(c, p)
    for nic, n in c.xml:each "devices/interface" do
      nic:set("mac/@address", virt.mac.hash("52:54:00", c.name, n))
    end
    c.xml:set("title", c.name .. p.word)
  end,
  check = function(c)
    if #c.name > 90 then c:problem "it is too long" end
  end }
LUA
    chmod 644 "$tmp/hook$i.lua"
    options+=(--hook "$tmp/hook$i.lua")
  done
  data "$images/base.raw" 1 1
  base base "$images/base.raw" raw
  for ((round = 0; round < 4 * repeat; round++)); do
    ours h.none clone base clone --dry-run
    ours h clone base clone --dry-run "${options[@]}"
  done
  forget base
  line h beyond 5 h h.none 1 'a dry run with ten hooks'
}

# ---- g: memory --------------------------------------------------------------

memory_line() {
  [ ! -e "$samples/$2" ] || line g memory "$1" "$2" - 1 "peak memory: $3"
}

case_g() {
  memory_line 25 a 'a disk of 1 MiB'
  memory_line 40 b 'beside 1,000 domains'
  memory_line 25 c.linked.images "$many clones"
  memory_line 25 d.raw 'the largest raw disk'
  memory_line 25 d.qcow2 'the largest qcow2 disk'
  memory_line 25 f 'four disks'
}
