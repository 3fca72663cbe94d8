/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals as something to poll: each becomes a byte in a pipe. */
#ifndef SHELL_SIGNALS_H
#define SHELL_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/* signals_next: another thread called signals_wake. */
#define SIGNALS_WOKEN 127

/* Catch SIGINT, SIGTERM and SIGHUP, but none that was ignored when the
 * program began (nohup, `&` in sh); ignore SIGPIPE and SIGXFSZ, for writing
 * fails with a reason. Once, before any thread. */
void signals_open(void);

/* Also catch another one (SIGWINCH, SIGTSTP), or give it back its default. */
void signals_catch(int signo, bool on);

/* Readable when signals_next has something. */
int signals_fd(void);

/* The next signal that arrived, SIGNALS_WOKEN, or 0. */
int signals_next(void);

/* Put one back that signals_next has given, for who asks next. */
void signals_again(int signo);

/* End the program by this signal, as if it had not been caught. The status in
 * a shell is 128 + signo either way, but only this ends the shell's loop. */
void signals_end(int signo) __attribute__((noreturn));

/* Make signals_fd readable; from any thread. For conn_on_lost. */
void signals_wake(void *unused);

#endif
