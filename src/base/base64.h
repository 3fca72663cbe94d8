/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 (RFC 4648, section 4) of texts. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stddef.h>

/* With '=' at the end, without line breaks; to be freed. */
char *base64_encode(const char *bytes, size_t n);

/* Blanks and line breaks are skipped; '=' at the end may be missing. NULL when
 * it is no base64. Ends with a NUL that *ret_n does not count; to be freed. */
char *base64_decode(const char *text, size_t *ret_n);

#endif
