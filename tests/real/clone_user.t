#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# All of clone.t as an ordinary user, when root runs the tests.
set -- user
. "${srcdir:-.}/tests/real/clone.t"
