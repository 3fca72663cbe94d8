/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hook test NAME, hook test --all: the tests that authors wrote. */
#ifndef CMD_HOOK_TESTS_H
#define CMD_HOOK_TESTS_H

#include "base/err.h"
#include "base/str.h"

struct session;

/* Run the tests of hooks that are called so, or of these files; of all hooks
 * without names. Prints TAP; fails when a test does. */
int hook_tests_run(struct session *session, const struct strv *names,
                   struct err *err);

#endif
