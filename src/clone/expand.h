/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranges in names, as bash expands braces, so that both worlds agree. */
#ifndef CLONE_EXPAND_H
#define CLONE_EXPAND_H

#include "base/err.h"
#include "base/str.h"

/* "web-{01..20}", "{a,b}-{1..3}", "n{10..1..3}": add each name to ret. Digits
 * are padded where one end begins with 0. Braces that are no range stay as
 * they are. Fails when it would be more than 10,000 names. */
int name_expand(const char *text, struct strv *ret, struct err *err);

#endif
