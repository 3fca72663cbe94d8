/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What Ctrl-C means while a command runs. session->interrupted is set, and
 *
 *   a command that only reads gets 0.3 s to end before its connection is cut;
 *   one with COMMAND_CHANGES undoes what it did, however long that takes, and
 *   the second Ctrl-C cuts the connection;
 *   the third within two seconds ends the program.
 *
 * SIGTERM and SIGHUP are the same, and end the program afterwards.
 */
#ifndef SHELL_WATCH_H
#define SHELL_WATCH_H

#include "shell/session.h"

struct watch_work {
    int (*run)(struct session *session, void *data, struct err *err);
    void *data;
    unsigned flags; /* of the command */
};

/* Run work in a worker's thread until it ends; inside of a command, in its.
 * What failed after it was interrupted has ERR_INTERRUPTED, unless it has
 * something worse to say. Other signals are for who looks next. */
int watch_run(struct session *session, const struct watch_work *work,
              struct err *err);

/* Take note of a signal that arrived while none was running: the present
 * line or script ends. */
void watch_signal(struct session *session, int signo);

#endif
