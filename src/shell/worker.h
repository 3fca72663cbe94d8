/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A thread for one piece of work that may block, so that the shell's own
 * thread stays awake for keys and signals. All signals are blocked in it.
 */
#ifndef SHELL_WORKER_H
#define SHELL_WORKER_H

#include "base/cleanup.h"

#include <stdbool.h>

struct worker;

/* Call run(data) in a new thread. `data` stays the caller's and must live
 * until worker_join. Ends the program when there can be no thread. */
struct worker *worker_start(void (*run)(void *data), void *data);

/* Readable once the work has ended; stays worker's. */
int worker_fd(const struct worker *worker);

/* Wait at most so long (negative: for ever) for the end; whether it came. */
bool worker_wait(const struct worker *worker, int milliseconds);

/* Wait for the end, and free the worker. NULL is fine. */
void worker_join(struct worker *worker);
CLEANUP_FUNC(struct worker *, worker_join);

#endif
