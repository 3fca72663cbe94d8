/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one run of the program knows: made by main, handed to every command. */
#ifndef SHELL_SESSION_H
#define SHELL_SESSION_H

#include "base/err.h"
#include "base/str.h"
#include "shell/alias.h"
#include "shell/command.h"
#include "shell/settings.h"
#include "virt/conn.h"

#include <stdatomic.h>
#include <stdio.h>

struct background;
struct clone_hooks;
struct extension;
struct help_topic;
struct history;
struct schema;

struct session {
    struct conn *conn;
    const struct command *const *commands; /* NULL-ended, sorted by name */
    const struct help_topic *topics; /* ended by a NULL name; or NULL */
    struct clone_hooks *hooks; /* the way to Lua */
    struct extension *extension; /* what scripts add; or NULL */
    struct schema *schema;     /* of a domain, once it was needed */
    FILE *out;                 /* results: standard output */
    bool interactive;          /* a person at a prompt */
    bool quiet;                /* -q */
    bool piped;                /* out leads to another program */
    bool unpaged;              /* no pager now: the next results come soon */
    bool json;                 /* --json: see shell/json.h */
    bool json_done;            /* the command's value was printed */
    bool talked;               /* it read lines: its time says nothing */
    bool trace;                /* -x: show commands before running them */
    bool no_rc;                /* --norc */
    int timeout;               /* --timeout: seconds, 0: none */
    const char *escape;        /* -e: for virsh, or NULL */
    bool eager;                /* -c: connect before the first command */
    int debug;                 /* -d: 0 everything .. 4 errors only */
    FILE *log;                 /* -l, or NULL */
    const char *script;        /* -f, source: its name, else NULL */
    size_t line;               /* of the script, from 1 */
    bool keeps_going;          /* the rc file: a failure does not end it */
    unsigned depth;            /* scripts within scripts */
    unsigned inside;           /* commands within commands: shell/inside.h */
    struct strv *errors;       /* they go there; NULL: they are printed */
    struct settings settings;
    struct aliases aliases;
    struct history *history; /* of the prompt, or NULL */
    struct background *background; /* the prompt's `COMMAND &`, or NULL */
    struct strv virsh_names; /* its commands, once virsh_asked */
    bool virsh_asked;
    struct strv options; /* the program's own, as they were given */

    /* Set by Ctrl-C, SIGTERM and SIGHUP while a command runs: what copies,
     * waits or runs a hook looks at it and stops. */
    atomic_bool interrupted;
    int ended_by; /* SIGTERM or SIGHUP: the program ends with 128 + it; or 0 */
    bool quit;    /* `quit` was said, or a signal says so */
    bool warned;  /* a command ended well, with warnings: status 4 */
    int status;   /* exit status of the last line or list of words */
};

/* The connection for a command that needs it only sometimes; prints the
 * notice when it was lost and opened again. */
virConnectPtr session_connect(struct session *session, struct err *err);

/* "virt-twin # ", or "virt-twin > " when read-only. */
const char *session_prompt(const struct session *session);

/* A warning: on standard error at once, and the exit status will be 4. */
void session_warn(struct session *session, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A notice on standard error, unless -q. */
void session_note(struct session *session, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Print an error (but see session->errors) after all results so far, and log
 * it: "error: " before each of its lines, and before that FILE:LINE of a
 * script. Returns its status. */
int session_report(struct session *session, const struct err *err);

/* Run one line (';' separates commands) or one list of words. All is parsed
 * before anything runs. Errors are printed. Returns the exit status, which
 * is also left in session->status; stops at the first failure. */
int session_run_line(struct session *session, const char *line);
int session_run_words(struct session *session, const struct strv *words);

/* Whether a list of commands ends after a command with this status. */
bool session_stops(const struct session *session, int status);

/* -c: open the connection now, once. Failure is printed; returns the exit
 * status. */
int session_run_connect(struct session *session);

#endif
