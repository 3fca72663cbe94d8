/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hook test: the pure phases of hooks, on a clone that is never made. */
#ifndef CMD_HOOK_TEST_H
#define CMD_HOOK_TEST_H

#include "base/err.h"
#include "base/str.h"

struct session;

struct hook_test {
    const char *source;       /* a domain of the session's connection; or ... */
    const char *xml;          /* ... a file, on libvirt's test driver */
    const struct strv *files; /* these alone; empty: all hooks that there are */
    const struct strv *sets;  /* --set; or NULL */
};

/* Prints what the hooks did, and the plan. Fails when a hook does, refuses, or
 * changes something in a second run of "mutate". */
int hook_test_run(struct session *session, const struct hook_test *test,
                  struct err *err);

#endif
