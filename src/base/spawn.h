/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Start a program. posix_spawn will not do where Ctrl-Z may come: there the
 * parent sleeps until the child has become the program, and a child that is
 * stopped on the way keeps it asleep. The shell above, which would continue
 * both with `fg`, does not see the parent stop, and waits for ever.
 */
#ifndef BASE_SPAWN_H
#define BASE_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct spawn {
    const char *program;     /* looked up in PATH; NULL: argv[0] */
    const char *const *argv; /* NULL-ended */
    int files[3];            /* become its descriptors 0, 1 and 2; -1: ours */
    bool group;              /* in a process group of its own */
    const int *keep_fds;     /* stay open in it, under the same number */
    size_t n_keep;
    const char *cwd;          /* NULL: ours */
    char *const *environment; /* NULL-ended; NULL: ours */
};

/* What we ignore stays ignored in it, but SIGPIPE and SIGXFSZ; no signal is
 * blocked. Returns 0, or the errno that says why it cannot be started. */
int spawn_start(const struct spawn *spawn, pid_t *ret);

#endif
