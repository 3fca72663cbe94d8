/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Errors are values: made once, returned, printed once at the top.
 *
 * `struct err *` is the last parameter of what can fail. Such a function
 * returns 0 or -1 (or a pointer, or NULL); success leaves the error alone, and
 * failure leaves all other outputs alone. A function reports or returns, never
 * both. Messages are lower case, have no full stop, and say what was tried
 * before why it failed. They may have several lines.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>

enum err_code {
    ERR_NONE,
    ERR_FAILED,      /* and everything was undone */
    ERR_USAGE,       /* the words were wrong; nothing was tried */
    ERR_DENIED,      /* a hook or a policy refused */
    ERR_LEFTOVER,    /* failed, and something could not be undone */
    ERR_INTERRUPTED, /* Ctrl-C, SIGTERM or SIGHUP; everything was undone */
};

/* Lives on the caller's stack and owns nothing, so that a Lua error that
 * jumps over it cannot leak. */
struct err {
    enum err_code code;
    char text[2048]; /* cut with "..." when longer */
};

#define ERR_INIT                                                               \
    {                                                                          \
        .code = ERR_NONE                                                       \
    }

/* All return -1, so that `return err_set(err, ...)` is one statement. */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int err_fail(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3))); /* ERR_FAILED */
int err_usage(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
int err_sys(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3))); /* + strerror(errno) */
int err_wrap(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3))); /* "fmt: " in front */
int err_vset(struct err *err, enum err_code code, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

/* The exit status that the manual gives for a code. */
int err_status(enum err_code code);

/* The word for a code in JSON output: "failed", "usage", "denied" ... */
const char *err_word(enum err_code code);

#endif
