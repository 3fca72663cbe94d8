/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a batch of clones is, on a terminal. */
#ifndef CMD_CLONE_PROGRESS_H
#define CMD_CLONE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct batch;
struct session;

/* `{ 0 }` with show set is ready. One line on standard error, drawn anew. */
struct clone_progress {
    bool show; /* a terminal, and not -q; or --json */
    bool json; /* as events, one line each */
    bool drawn;
    double told; /* seconds after begun, of the last event */
    struct timespec begun;
};

void clone_progress_begin(struct clone_progress *progress,
                          const struct session *session);
/* Draw it, from one second on. */
void clone_progress_draw(struct clone_progress *progress,
                         struct batch *batch);
/* Before anything else is printed. */
void clone_progress_clear(struct clone_progress *progress);

#endif
