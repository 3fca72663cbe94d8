/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Run a program and take what it says. No shell is used. The program is in a
 * process group of its own, so that Ctrl-C reaches it through `stop` alone and
 * ends its children as well. base/spawn.h says what becomes of signals.
 */
#ifndef BASE_PROC_H
#define BASE_PROC_H

#include "base/cleanup.h"
#include "base/err.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct proc {
    const char *const *argv; /* NULL-ended; argv[0] is looked up in PATH */
    const char *input;       /* its standard input; NULL: nothing */
    size_t limit;  /* bytes of output that are taken, more is a failure;
                      standard error is cut there; 0: no limit */
    int timeout_s; /* 0: none */
    const atomic_bool *stop; /* set: ends it; may be NULL */
    const int *keep_fds;     /* stay open in it, under the same number */
    size_t n_keep;
    const char *cwd;        /* NULL: ours */
    const char *const *env; /* NULL-ended "NAME=value", besides ours */
};

struct proc_result {
    int status;      /* exit status, or 128 + signal */
    char *out, *err; /* never NULL after success; NUL-ended */
    size_t out_n, err_n;
    bool begun; /* told after a failure, too: it was started, then killed */
};

/* Returns when the program has ended, whatever its status; what it left
 * running in the background is not waited for. Fails when it cannot be
 * started, says too much, or is ended because of timeout_s or stop (the latter
 * is ERR_INTERRUPTED); then the whole process group was killed. */
int proc_run(const struct proc *proc, struct proc_result *ret,
             struct err *err);
/* Whether PATH has a program of that name. */
bool proc_exists(const char *name);

void proc_result_done(struct proc_result *result);
CLEANUP_DONE(struct proc_result, proc_result_done);

#endif
