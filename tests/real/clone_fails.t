#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A clone that fails, at whatever step, says why in one line and leaves
# nothing: no file, no domain.
. "${srcdir:-.}/tests/real/lib.sh"
real_embed

vda=$(disk base.qcow2 qcow2 8M)
vdb=$(disk base-data.raw raw 3M)
as_user qemu-io -f raw -c 'write -q -P 1 0 3M' "$vdb" >/dev/null
as_user mkdir "$images/sub"
domain_xml base "$vda" qcow2 "$vdb" raw |
  sed "s|</devices>|<interface type='user'/>&|" >"$tmp/base.xml"
chmod 644 "$tmp/base.xml"
vt -q define "$tmp/base.xml" >/dev/null
domain gone "$(disk gone.raw raw 1M)" raw
rm "$images/gone.raw"

# All images, the XML of all domains, and their UEFI variables.
world() {
  find "$images" "$tmp/embed/etc/qemu" "$tmp/embed/lib/qemu/nvram" \
    -printf '%p %s %m\n' | sort
}
before=$(world)

# failed NAME STATUS PATTERN: what `run` ran failed so, and left nothing.
failed() {
  is "$1: the status is $2" "$status" "$2"
  like "$1: the error says so" "$errors" "error: $3"
  # Further lines of one error are indented.
  is "$1: it is one error, and nothing else is said" \
    "$(grep -cv '^error:   ' <<<"$errors")$out" 1
  is "$1: nothing is left" "$(world)" "$before"
}
# fails NAME STATUS PATTERN OPTION...: a clone of "base".
fails() {
  run vt clone base web "${@:4}"
  failed "$1" "$2" "$3"
}
cannot="cannot clone 'base' as 'web': "

# Begin WORDS... in the background, as $pid; SIGINT is not ignored there.
begin() {
  exec_as_user env --default-signal=INT,QUIT "$@" >"$tmp/.out" 2>"$tmp/.err" &
  pid=$!
}
appears() { # FILE
  for _ in {1..200}; do
    [ ! -e "$1" ] || return 0
    sleep 0.05
  done
  return 1
}
ended() {
  wait "$pid" 2>/dev/null
  status=$?
  out=$(cat "$tmp/.out")
  errors=$(cat "$tmp/.err")
}
# ---- at plan time ----------------------------------------------------------

run vt clone nosuch web
failed 'no such source' 1 "*'nosuch'*"
run vt clone base base
failed 'its own name' 1 "*domain with name 'base' already exists"
run vt clone gone web
failed 'a source file that is missing' 1 \
  "*disk vda: *gone.raw*No such file or directory*"
fails 'a target that exists' 1 "*$cannot*disk vda: '$vdb' *" \
  --disk "vda,path=$vdb"
echo x >"$images/there"
before=$(world)
fails 'a target file that exists' 1 "*'$images/there' exists already" \
  --disk "vda,path=$images/there"
ln -s "$images/nowhere" "$images/link"
before=$(world)
fails 'a dangling link as target' 1 "*'$images/link' exists already" \
  --disk "vdb,path=$images/link"
fails 'a target directory that is missing' 1 "*'$images/no'*" \
  --disk "vdb,path=$images/no/x.raw"
fails 'two disks in one file' 1 "*vda and vdb would both be written to*" \
  --disk "vda,path=$images/one" --disk "vdb,path=$images/one"
fails 'a disk that is not there' 2 "*has no disk 'vdc'; disks: vda, vdb" \
  --disk vdc,action=drop
fails 'a key that is not there' 2 "*'pth'*path*" --disk vda,pth=/x
fails 'a pool that is not there' 1 '*' --disk vda,pool=nosuch
fails 'a smaller disk' 1 '*cannot shrink from 8 MiB to 1 MiB' \
  --disk vda,size=1M
fails 'a way that cannot' 1 "*method 'reflink' cannot make it: *" \
  --disk vda,method=reflink,format=raw
fails 'a MAC address that is none' 1 "*'52:54' is not a MAC address*" \
  --mac 52:54
fails 'a UUID that is taken' 1 "*domain 'base' already has the UUID *" \
  --uuid "$(vt -q dumpxml base | sed -n 's|.*<uuid>\(.*\)</uuid>|\1|p')"
fails 'a relative path' 1 "*path 'x' is not absolute" --disk vda,path=x

# The guest has the images then, so it is the driver's word that counts.
start_and_clone() {
  printf '%s\n' 'start base' 'clone base web'
}
run vt -q -f - < <(start_and_clone)
out='' errors=${errors#stdin:2: }
failed 'a source that runs' 1 "*$cannot*is not shut off*"
real_end_domains
domain other "$vda" qcow2
before=$(world)
run vt -q -f - < <(echo start other; echo clone base web)
out='' errors=${errors#stdin:2: }
failed 'an image that another guest writes to' 1 "*'$vda' is in use*"
real_end_domains
run vt -q undefine other
before=$(world)

# ---- space --------------------------------------------------------------------

# Half a MiB in the file, but 3 MiB of data: the plan cannot know.
as_user qemu-img convert -c -f raw -O qcow2 "$vdb" "$images/z.qcow2"
domain packed "$(disk first.raw raw 1M)" raw "$images/z.qcow2" qcow2
before=$(world)
if [ "$(id -u)" -eq 0 ] && mkdir "$tmp/small" &&
  mount -t tmpfs -o size=1m none "$tmp/small" 2>/dev/null; then
  at_exit "umount '$tmp/small'"
  fails 'no space, as planned' 1 \
    "*not enough space in $tmp/small: 3 MiB needed*" \
    --disk "vdb,path=$tmp/small/x.raw"
  run vt clone packed web --disk "vdb,path=$tmp/small/x.raw,format=raw"
  failed 'no space in the middle' 1 '*disk vdb: *No space left on device*'
  is 'no space in the middle: nothing is left there' \
    "$(ls -A "$tmp/small")" ''
else
  skip 'no space, as planned' 'cannot mount a tmpfs'
  skip 'no space in the middle' 'cannot mount a tmpfs'
fi
# An ignored SIGXFSZ would be inherited and hide that nobody ignores it here.
limited() (
  ulimit -f 2048 # KiB; libvirt needs some, too
  as_user env --default-signal=XFSZ "$vt" -c "$uri" clone "$@"
)
run limited base web
failed 'a limit on file sizes, with the first disk done' 1 \
  '*disk vdb: *File too large'
run limited packed web --disk vdb,format=raw
failed 'a limit on file sizes, for qemu-img' 1 '*disk vdb: qemu-img convert *'

# ---- hooks --------------------------------------------------------------------

# hook CODE: a hook with this in it.
hook() {
  printf 'virt.hook {\n  name = "h",\n  %s,\n}\n' "$1" >"$tmp/h.lua"
  chmod 644 "$tmp/h.lua"
}
for phase in plan mutate place check reserve copied; do
  hook "$phase = function(c) error 'oops' end"
  fails "a hook that raises in '$phase'" 1 \
    "*hook 'h' failed in phase '$phase': *h.lua:3:*oops*" --hook "$tmp/h.lua"
  hook "$phase = function(c) c:deny('not %s', c.name) end"
  fails "a hook that denies in '$phase'" 3 '*not web*' --hook "$tmp/h.lua"
done
hook 'check = function(c) c:problem "one" c:problem "two" end'
fails 'problems that a hook found' 3 '*h: one*h: two*' --hook "$tmp/h.lua"
hook 'mutate = function(c) c.xml:set("devices/disk/driver/@cache", "all") end'
fails 'a hook that matches too much' 1 '*h.lua:3:*2 nodes*' \
  --hook "$tmp/h.lua"
hook 'mutate = function(c) c.xml:set("memory", "much") end'
fails 'XML that is not valid' 1 "*the clone's XML is not valid: memory*" \
  --hook "$tmp/h.lua"
hook 'mutate = function(c) c.xml:set("name", "other") end'
fails 'a name that a hook put into the XML' 1 "*set c.name in phase 'plan'*" \
  --hook "$tmp/h.lua"
hook 'plan = function(c) c.name = ".." end'
fails 'a name that no domain may have' 1 '*begins with a dot*' \
  --hook "$tmp/h.lua"
hook 'plan = function(c) c.name = "gone" end'
fails 'a name that is taken, by a hook' 1 "*'gone' already exists" \
  --hook "$tmp/h.lua"
hook "place = function(c) c.disks.vda.path = '$vdb' end"
fails 'a target that exists, by a hook' 1 "*disk vda: '$vdb' *" \
  --hook "$tmp/h.lua"
hook 'mutate = function(c) c.xml:set("devices/disk[1]/source/@file", "/x") end'
fails 'a source that a hook edited' 1 '*disk vda: its <source> was edited*' \
  --hook "$tmp/h.lua"
hook "reserve = function(c)
  c:step('make', function() virt.file.write('$images/step', 'x') end,
    function() virt.file.remove('$images/step') end)
  c:step('fail', { 'false' }, { 'touch', '$images/undone' })
end"
fails 'a step that fails' 1 "*'false'*" --hook "$tmp/h.lua"
hook "copied = function(c)
  c:step('make', { 'touch', '$images/step' }, { 'rm', '$images/step' })
  c:step('fail', { 'sh', '-c', 'test -e $images/web.qcow2 && exit 7' }, { 'true' })
end"
fails 'a step that fails once the disks are there' 1 "*status 7*" --hook "$tmp/h.lua"
hook 'mutate = function(c) while true do end end'
begin "$vt" -c "$uri" clone base web --hook "$tmp/h.lua"
sleep 0.7
kill -INT "$pid"
ended
failed 'SIGINT in a hook that does not end' 130 '*interrupted*'

run vt clone base web --hook "$tmp/none.lua"
failed 'a hook file that is missing' 1 "*none.lua*"
echo 'virt.hook {' >"$tmp/h.lua"
fails 'a hook file that is not Lua' 1 '*h.lua:*' --hook "$tmp/h.lua"

# ---- at the end ---------------------------------------------------------------

# libvirt writes there what becomes the domain's XML.
mkdir "$tmp/embed/etc/qemu/web.xml.new"
before=$(world)
fails 'a domain that libvirt does not take' 1 "*cannot define domain 'web': *"
rmdir "$tmp/embed/etc/qemu/web.xml.new"
before=$(world)

# ---- signals ------------------------------------------------------------------

slow=$tmp/slow_copy.so
${CC:-cc} -D_GNU_SOURCE -shared -fPIC -o "$slow" \
  "$srcdir/tests/real/slow_copy.c" || slow=
big=$(disk big.raw raw 40M)
yes virt-twin | head -c 40M >"$big"
domain big "$big" raw
before=$(world)

# signal NAME SIGNAL STATUS: in the middle of a copy.
signal() {
  rm -f "$tmp/mark"
  begin LD_PRELOAD="$slow" SLOW_COPY_MARK="$tmp/mark" \
    ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" \
    "$vt" -c "$uri" clone big web
  appears "$tmp/mark" || note <"$tmp/.err"
  kill -"$2" "$pid"
  ended
  [ "$2" != KILL ] || { out='' errors='error: killed'; }
  failed "$1 in the middle of a copy" "$3" '*'
}
if [ -n "$slow" ]; then
  signal SIGINT INT 130
  signal SIGTERM TERM 143
  signal SIGHUP HUP 129
  signal SIGKILL KILL 137
else
  skip 'signals in the middle of a copy' 'there is no C compiler'
fi

# A qemu-img that takes its time.
mkdir "$tmp/bin"
cat >"$tmp/bin/qemu-img" <<END
#!/bin/sh
echo \$\$ >"$tmp/mark"
exec sleep 60
END
chmod 755 "$tmp/bin" "$tmp/bin/qemu-img"
rm -f "$tmp/mark"
begin PATH="$tmp/bin:$PATH" "$vt" -c "$uri" clone base web \
  --disk vda,format=raw
appears "$tmp/mark"
kill -INT "$pid"
ended
failed 'SIGINT while qemu-img works' 130 '*interrupted*'
not_ok 'that qemu-img has ended' kill -0 "$(cat "$tmp/mark")"
done_testing
