/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's own options, which come before the command. */
#ifndef SHELL_OPTIONS_H
#define SHELL_OPTIONS_H

#include "base/err.h"
#include "base/str.h"
#include "shell/settings.h"
#include "virt/conn.h"

#include <stdio.h>

enum options_show {
    SHOW_NOTHING,
    SHOW_HELP,
    SHOW_VERSION,
    SHOW_LONG_VERSION,
};

/* Texts point into argv and the environment. */
struct options {
    enum options_show show; /* print this and end */
    struct conn_options conn;
    bool eager; /* -c: connect before anything else */
    bool quiet, trace;
    bool no_rc;               /* --norc */
    int timeout;              /* seconds; 0: none */
    struct settings settings; /* as -t, --color and --no-pager have them */
    int debug;
    const char *log, *script;
    const char *escape; /* -e: "^X", or NULL; for consoles */
    struct strv hooks;  /* --hook, in order */
    bool no_hooks, json;
    char *const *words; /* the command */
    size_t n;
};

/* Fill `ret` (zeroed) from the command line, and the URI also from the
 * environment. Fails with ERR_USAGE and virsh's messages. */
int options_parse(int argc, char **argv, struct options *ret, struct err *err);
void options_done(struct options *options);
CLEANUP_DONE(struct options, options_done);

/* For completion: what stands before the command. */
struct options_place {
    size_t first;         /* index of the command's name, or of nothing yet */
    const char *value_of; /* the long option whose value comes next, or NULL */
    const char *uri;      /* of -c, or NULL */
    bool readonly;        /* -r was there */
};
void options_place(const struct strv *words, struct options_place *ret);

/* The n-th long option without its dashes, or NULL. */
const char *options_name(size_t n);

/* What --help shows before the commands. */
void options_usage(FILE *out);

#endif
