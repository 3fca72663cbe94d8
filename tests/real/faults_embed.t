#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# faults.t without a daemon and without pools.
"${srcdir:-.}/tests/real/faults.t" embed
