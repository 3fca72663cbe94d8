/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int status;
    const char *word;
} codes[] = {
    [ERR_NONE] = { 0, "none" },
    [ERR_FAILED] = { 1, "failed" },
    [ERR_USAGE] = { 2, "usage" },
    [ERR_DENIED] = { 3, "denied" },
    [ERR_LEFTOVER] = { 5, "leftover" },
    [ERR_INTERRUPTED] = { 130, "interrupted" },
};

int err_vset(struct err *err, enum err_code code, const char *fmt, va_list ap)
{
    int n = vsnprintf(err->text, sizeof(err->text), fmt, ap);

    if (n >= (int)sizeof(err->text))
        memcpy(err->text + sizeof(err->text) - 4, "...", 4);
    err->code = code;
    return -1;
}

int err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    err_vset(err, code, fmt, ap);
    va_end(ap);
    return -1;
}

int err_fail(struct err *err, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    err_vset(err, ERR_FAILED, fmt, ap);
    va_end(ap);
    return -1;
}

int err_usage(struct err *err, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    err_vset(err, ERR_USAGE, fmt, ap);
    va_end(ap);
    return -1;
}

static void append(struct err *err, const char *sep, const char *text)
{
    size_t used = strlen(err->text);

    snprintf(err->text + used, sizeof(err->text) - used, "%s%s", sep, text);
}

int err_sys(struct err *err, const char *fmt, ...)
{
    int saved = errno;
    va_list ap;

    va_start(ap, fmt);
    err_vset(err, ERR_FAILED, fmt, ap);
    va_end(ap);
    append(err, ": ", strerror(saved));
    errno = saved;
    return -1;
}

int err_wrap(struct err *err, const char *fmt, ...)
{
    struct err inner = *err;
    va_list ap;

    va_start(ap, fmt);
    err_vset(err, inner.code, fmt, ap);
    va_end(ap);
    append(err, ": ", inner.text);
    return -1;
}

int err_status(enum err_code code)
{
    return codes[code].status;
}

const char *err_word(enum err_code code)
{
    return codes[code].word;
}
