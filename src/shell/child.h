/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs that a person works with: what follows '!' and '|', pagers, virsh.
 * They have the terminal, are in our process group, so that Ctrl-C and Ctrl-Z
 * reach them as any other, and have their signals at their defaults. Programs
 * whose output we take are base/proc.h's.
 */
#ifndef SHELL_CHILD_H
#define SHELL_CHILD_H

#include "shell/session.h"

#include <sys/types.h>

/* Start a program; `in` and `out` become its standard input and output (-1:
 * ours). */
int child_start(const char *const *argv, int in, int out, pid_t *ret,
                struct err *err);

/* Wait for its end; returns its exit status, or 128 + the signal. Ctrl-C is
 * the program's affair; SIGTERM and SIGHUP end it, and then us. */
int child_wait(struct session *session, pid_t pid);

/* A line for sh: start it. */
int child_shell(const char *line, int in, pid_t *ret, struct err *err);

#endif
