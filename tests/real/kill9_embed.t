#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# kill9.t without a daemon and without pools.
"${srcdir:-.}/tests/real/kill9.t" embed
