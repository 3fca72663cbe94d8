/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a command's results go besides standard output: to the program after
 * '|', or to a pager when they are longer than the screen. */
#ifndef SHELL_OUTLET_H
#define SHELL_OUTLET_H

#include "shell/call.h"

#include <sys/types.h>

struct outlet {
    FILE *out;   /* session's own; NULL: nothing is changed */
    pid_t child; /* the program after '|', or 0 */
    bool piped;  /* session's, before */
    int file;    /* holds the results for a pager, or -1 */
};

/* Sets session->out for this call. */
int outlet_open(struct outlet *outlet, struct session *session,
                const struct call *call, struct err *err);

/* When outlet->out is set: sets it back once all is written, shows what was
 * kept for the pager, waits for the program, and returns its exit status. */
int outlet_close(struct outlet *outlet, struct session *session);

/* Flush results. 0, or the errno of what went wrong since this was last
 * asked: EPIPE when nobody reads them any more, -1 when it is not known. */
int outlet_flush(FILE *out);

#endif
