#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Waiting for a daemon that sleeps can be given up at any time.
. "${srcdir:-.}/tests/real/lib.sh"
real_daemon

as_user "$(program "$builddir/tests/real/conn_abort")" "$daemon_pid"
