#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Clones on one base (clone --seal-once) run side by side, as machines of their
# own, and leave the base as it is.
. "${srcdir:-.}/tests/guest/lib.sh"
guest_world
guest_appliance
guest_image systemd
source=$(guest_disk base.qcow2)
guest_domain base "$source"

ok 'three clones are sealed on a base' vt -q clone base 'web-{1..3}' --linked \
  --identity seal --seal-once
base=$images/base-sealed.qcow2
sums() {
  sha256sum "$source" "$base"
}
before=$(sums)
run vt -q audit --guest base web-1 web-2 web-3
is 'they share nothing that identifies a machine' "$status" 0

boots web-1 web-2 | note
for key in hostname machine-id address; do
  differ "they differ in: $key" "$(told web-1 $key)" "$(told web-2 $key)"
done
is 'a clone has its name' "$(told web-2 hostname)" web-2
differ 'their SSH servers show keys of their own' \
  "$(host_key "$(address web-1)")" "$(host_key "$(address web-2)")"
is 'the base and the source are as they were' "$(sums)" "$before"
is 'and nobody may write to the base' "$(stat -c %A "$base" | tr -d r-)" ''
done_testing
