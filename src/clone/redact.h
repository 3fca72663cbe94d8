/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must be on no terminal and in no log is taken out of texts. */
#ifndef CLONE_REDACT_H
#define CLONE_REDACT_H

#include "base/str.h"

/* Remember a secret: as it is, and as XML writes it. */
void redact_add(struct strv *secrets, const char *secret);

/* The text (of XML, or of a part of it) with "(secret)" for each secret, for
 * passwords of graphics and for values of systemd's credentials; to be freed.
 */
char *redact(const struct strv *secrets, const char *text);

#endif
