/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All topics of `help` that are no commands. */
#ifndef CMD_TOPICS_H
#define CMD_TOPICS_H

#include "shell/help.h"

extern const struct help_topic topics[]; /* ended by a NULL name */

/* The rule table: what becomes of each part of a domain in its clone. */
void topic_identity(FILE *out);

/* The items of --seal. */
void topic_seal(FILE *out);

/* ---- for topics: text, wrapped, its lines after so many blanks ---- */
void topic_print(FILE *out, const char *text, size_t indent);

#endif
