#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The QEMU driver inside the process works for an ordinary user, too.
embed=real_embed_user
# shellcheck source=tests/real/embed.t
. "${srcdir:-.}/tests/real/embed.t"
