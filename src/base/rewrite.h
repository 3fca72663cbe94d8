/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file gets another text, whole or not at all, even when power fails. */
#ifndef BASE_REWRITE_H
#define BASE_REWRITE_H

#include "base/err.h"

#include <stddef.h>

struct rewrite {
    const char *path, *text; /* a link is followed */
    size_t n;
    int mode; /* -1: as it was, or 0644 */
};

/* A new file beside it takes its place, with its owner. */
int rewrite(const struct rewrite *content, struct err *err);

#endif
