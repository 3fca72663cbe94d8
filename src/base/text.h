/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that is a text, in one piece. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/err.h"

/* More than any XML or Lua that is meant; a device has no end. */
#define TEXT_MOST ((size_t)64 * 1024 * 1024)

/* What the file holds; to be freed. An error is a file of more than TEXT_MOST
 * bytes, and one with a NUL byte: of neither a part is taken for the whole. */
char *text_read(const char *path, struct err *err);

#endif
